//! The manner in which a report is written: each dimension a list of choices, so that every pair of choices can be covered.

macro_rules! choices {
    ($($(#[$about:meta])* $name:ident { $($(#[$say:meta])* $choice:ident),* $(,)? })*) => {
        $($(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum $name { $($(#[$say])* $choice),* }
        impl $name {
            pub(crate) const ALL: &'static [Self] = &[$(Self::$choice),*];
        })*
    };
}

choices! {
    /// Who wrote the MIME and the HTML.
    Client {
        /// A web mailer that sends plain text and long lines.
        Plain, OutlookWord,
        /// Outlook whose plain part has lost the numbers of Word's lists.
        OutlookLost,
        Owa, OutlookAndroid, AppleMail,
        /// Apple Mail in plain text, pictures as parts between the texts.
        ApplePlain,
        Iphone, Gmail, Foxmail, Qq, WeCom, Netease, DingTalk, ThunderbirdHtml,
        /// Thunderbird in plain text, `format=flowed`.
        ThunderbirdFlowed,
        Huawei, Xiaomi
    }
    /// How the problems are told apart.
    Numbering {
        Dot, Comma, Parens, HalfParen, Circled, Han, Label, Hash, Dash, Bullet, Ordered, Bulleted, Paragraphs, Table
    }
    /// How the steps of a problem are written.
    Steps { None, Sentence, Decimal, Letters, Arrows, Announced }
    Greeting { None, Short, Opening }
    Intro { None, Said }
    /// What stands below the matter.
    Signature { None, Name, Closing, Card, CardWithLogo }
    Disclaimer { None, Han, English, Environment }
    Banner { None, Han, English }
    /// The older mail below, by the tongue of the client's head.
    Quote { None, Han, Traditional, English, German, Japanese, WithPicture }
    Charset { Utf8, Gbk, Gb18030, Gb2312, Big5, Ascii }
    Transfer { Base64, QuotedPrintable, EightBit }
    Pictures {
        None,
        /// In the running line.
        InPlace,
        /// On a line of its own below the words.
        Below,
        /// Written into the HTML.
        Data,
        /// At the end, each under its caption.
        Captioned,
        /// Attached, and the words say which.
        Numbered,
        /// Attached in order, and the words say that there is one.
        Pointing,
        /// Attached under telling names.
        Telling,
        /// Attached, and nothing says whose they are.
        Untold
    }
    Matter { Several, One, Nothing, Sections, Days, Postscript }
    Tongue { Hans, Hant, English, Mixed }
    /// When it is sent, and whether the subject names the day.
    When { Evening, Night, NextMorning }
}

/// The choices of one mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Manner {
    pub(crate) client: Client,
    pub(crate) numbering: Numbering,
    pub(crate) steps: Steps,
    pub(crate) greeting: Greeting,
    pub(crate) intro: Intro,
    pub(crate) signature: Signature,
    pub(crate) disclaimer: Disclaimer,
    pub(crate) banner: Banner,
    pub(crate) quote: Quote,
    pub(crate) charset: Charset,
    pub(crate) transfer: Transfer,
    pub(crate) pictures: Pictures,
    pub(crate) matter: Matter,
    pub(crate) tongue: Tongue,
    pub(crate) when: When,
}

/// How many choices each dimension has, in the order of [`Manner`].
pub(crate) const SIZES: [usize; 15] = [
    Client::ALL.len(),
    Numbering::ALL.len(),
    Steps::ALL.len(),
    Greeting::ALL.len(),
    Intro::ALL.len(),
    Signature::ALL.len(),
    Disclaimer::ALL.len(),
    Banner::ALL.len(),
    Quote::ALL.len(),
    Charset::ALL.len(),
    Transfer::ALL.len(),
    Pictures::ALL.len(),
    Matter::ALL.len(),
    Tongue::ALL.len(),
    When::ALL.len(),
];

impl Manner {
    /// The manner with these choices, made such that a person and a client could have it.
    pub(crate) fn new(choice: [usize; SIZES.len()]) -> Self {
        Self {
            client: Client::ALL[choice[0]],
            numbering: Numbering::ALL[choice[1]],
            steps: Steps::ALL[choice[2]],
            greeting: Greeting::ALL[choice[3]],
            intro: Intro::ALL[choice[4]],
            signature: Signature::ALL[choice[5]],
            disclaimer: Disclaimer::ALL[choice[6]],
            banner: Banner::ALL[choice[7]],
            quote: Quote::ALL[choice[8]],
            charset: Charset::ALL[choice[9]],
            transfer: Transfer::ALL[choice[10]],
            pictures: Pictures::ALL[choice[11]],
            matter: Matter::ALL[choice[12]],
            tongue: Tongue::ALL[choice[13]],
            when: When::ALL[choice[14]],
        }
        .settled()
    }

    /// Does this client write HTML?
    pub(crate) fn has_html(&self) -> bool {
        !matches!(self.client, Client::Plain | Client::ApplePlain | Client::ThunderbirdFlowed | Client::Huawei)
    }

    /// What no client or no person does gives way to what they do instead.
    fn settled(mut self) -> Self {
        let html = self.has_html();
        let phone = matches!(self.client, Client::OutlookAndroid | Client::Iphone | Client::Huawei | Client::Xiaomi);
        // Phones make no tables; plain text has neither those nor lists of the client's own.
        self.numbering = match self.numbering {
            Numbering::Table if !html || phone => Numbering::Dot,
            Numbering::Ordered if !html => Numbering::Dot,
            Numbering::Bulleted if !html => Numbering::Dash,
            // A day over paragraphs without any mark: whether "3月11日" heads one of them or all is anybody's guess.
            Numbering::Paragraphs if self.matter == Matter::Days => Numbering::Dot,
            // A table a day is done by nobody.
            Numbering::Table if self.matter == Matter::Days => Numbering::Comma,
            numbering => numbering,
        };
        if self.matter == Matter::One && !matches!(self.numbering, Numbering::Dot | Numbering::Label | Numbering::Table) {
            // Nobody draws a single bullet.
            self.numbering = Numbering::Paragraphs;
        }
        self.steps = match (self.steps, self.numbering) {
            // Numbers inside of unnumbered paragraphs read as the numbers of the problems, to anybody.
            (Steps::Decimal | Steps::Letters | Steps::Announced | Steps::Arrows, Numbering::Paragraphs) => Steps::Sentence,
            // "1.1" asks for a "1."; steps that are announced and counted "1. 2." below bullets or in a cell are common.
            (Steps::Decimal, Numbering::Dash | Numbering::Bullet | Numbering::Bulleted | Numbering::Circled) => Steps::Letters,
            (steps, _) => steps,
        };
        self.pictures = match self.pictures {
            Pictures::InPlace | Pictures::Below | Pictures::Captioned | Pictures::Data if !html && self.client != Client::ApplePlain => Pictures::Numbered,
            // Apple Mail cuts the text at the picture: within a line nobody puts one.
            Pictures::InPlace | Pictures::Data | Pictures::Captioned if self.client == Client::ApplePlain => Pictures::Below,
            Pictures::Data if matches!(self.client, Client::OutlookWord | Client::OutlookLost) => Pictures::InPlace,
            _ if self.matter == Matter::Nothing => Pictures::None,
            pictures => pictures,
        };
        if self.quote == Quote::WithPicture && !html {
            self.quote = Quote::Han;
        }
        if self.matter == Matter::Nothing {
            self.steps = Steps::None;
        }
        // Who writes in English knows no GBK; what the charset cannot say goes out in UTF-8 (in `mime`).
        if self.charset == Charset::Ascii && self.tongue != Tongue::English {
            self.charset = Charset::Utf8;
        }
        self
    }
}
