//! Screenshots, logos and the like: real PNG files, each with bytes of its own.

use std::io::Cursor;
use std::sync::OnceLock;

use image::{GrayImage, ImageFormat, Luma};
use sha2::{Digest as _, Sha256};

/// A picture file.
pub(crate) struct Shot {
    pub(crate) bytes: Vec<u8>,
    pub(crate) width: u32,
    pub(crate) height: u32,
}

impl Shot {
    fn new(width: u32, height: u32, shade: u8) -> Self {
        let mut bytes = vec![];
        GrayImage::from_pixel(width, height, Luma([shade])).write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).unwrap();
        Self { bytes, width, height }
    }

    /// Its SHA-256, in hex.
    pub(crate) fn sha256(&self) -> String {
        Sha256::digest(&self.bytes).iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// The screenshot with this number: whole windows, parts of one, message boxes.
pub(crate) fn screen(number: usize) -> &'static Shot {
    const SIZES: [(u32, u32); 4] = [(640, 400), (480, 300), (420, 180), (300, 520)];
    static ALL: OnceLock<Vec<Shot>> = OnceLock::new();
    let all = ALL.get_or_init(|| {
        (0..12)
            .map(|i| {
                let (width, height) = SIZES[i % SIZES.len()];
                Shot::new(width, height, u8::try_from(20 * i).unwrap())
            })
            .collect()
    });
    &all[number]
}

/// The firm's logo in a signature.
pub(crate) fn logo() -> &'static Shot {
    static LOGO: OnceLock<Shot> = OnceLock::new();
    LOGO.get_or_init(|| Shot::new(160, 48, 250))
}

/// A screenshot in the older mail that is quoted.
pub(crate) fn old_screen() -> &'static Shot {
    static OLD: OnceLock<Shot> = OnceLock::new();
    OLD.get_or_init(|| Shot::new(500, 320, 251))
}
