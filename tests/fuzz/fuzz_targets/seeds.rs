//! Writes the fuzzer's first corpus: the gold mails, and the shapes that stall readers, small.

use std::path::Path;
use std::{env, fs, io};

#[path = "../../it/hostile/shapes.rs"]
mod shapes;

const SIZE: usize = 4 << 10;

fn main() -> io::Result<()> {
    let Some(folder) = env::args().nth(1) else { return Err(io::Error::other("usage: seeds FOLDER")) };
    let folder = Path::new(&folder);
    fs::create_dir_all(folder)?;
    for (name, shape) in shapes::SHAPES {
        fs::write(folder.join(name.replace(' ', "-")), shape(SIZE))?;
    }
    for set in ["en", "zh"] {
        for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../gold").join(set))? {
            let path = entry?.path();
            if let (Some("eml"), Some(name)) = (path.extension().and_then(|end| end.to_str()), path.file_name()) {
                fs::copy(&path, folder.join(format!("{set}-{}", name.to_string_lossy())))?;
            }
        }
    }
    Ok(())
}
