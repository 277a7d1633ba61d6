//! The papers that belong to a wish, and how files are told to be them. Pure.

use super::ChangeStep;
use super::state::words;

words! {
    /// A paper that belongs to a wish.
    Paper {
        /// What is wanted, and why.
        Requirement = "requirement",
        /// How it is built.
        Design = "design",
        /// What was tried, and what was found.
        Test = "test",
        /// What it cannot do.
        Limits = "limits",
    }
}

/// What people name such files with, in lower case.
const NAMED: [(Paper, &[&str]); 4] = [
    (Paper::Limits, &["使用限制", "限制", "limits", "limitation", "restrictions"]),
    (Paper::Test, &["测试", "測試", "test"]),
    (Paper::Design, &["设计", "設計", "方案说明", "方案說明", "design"]),
    (Paper::Requirement, &["需求", "requirement"]),
];

/// Pictures and signatures in them are evidence and no papers.
const PAPERS: [&str; 12] = ["doc", "docx", "pdf", "xls", "xlsx", "odt", "ods", "txt", "md", "rtf", "ppt", "pptx"];

impl Paper {
    /// Which paper a file is, by its name.
    #[must_use]
    pub fn named(file: &str) -> Option<Self> {
        let name = file.to_lowercase();
        let (stem, ending) = name.rsplit_once('.')?;
        if !PAPERS.contains(&ending) {
            return None;
        }
        NAMED.iter().find(|(_, words)| words.iter().any(|word| stem.contains(word))).map(|(paper, _)| *paper)
    }

    /// The papers that a wish at this step should have: nothing is built without the first two, nothing goes to all without the others.
    #[must_use]
    pub fn due(step: ChangeStep) -> &'static [Self] {
        match step {
            ChangeStep::Commissioned | ChangeStep::Approved => &[Self::Requirement, Self::Design],
            ChangeStep::Delivered | ChangeStep::Trial | ChangeStep::InUse => Self::ALL,
            _ => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paper_is_known_by_its_name() {
        let table = [
            ("CRM-51 需求说明书.docx", Some(Paper::Requirement)),
            ("报价单设计.pdf", Some(Paper::Design)),
            ("测试记录_v2.XLSX", Some(Paper::Test)),
            ("使用限制.docx", Some(Paper::Limits)),
            ("Design note.pdf", Some(Paper::Design)),
            ("测试截图.png", None),
            ("合同.pdf", None),
        ];
        for (file, want) in table {
            assert_eq!(Paper::named(file), want, "{file}");
        }
        assert!(Paper::due(ChangeStep::Requested).is_empty() && Paper::due(ChangeStep::Trial).len() == 4);
    }
}
