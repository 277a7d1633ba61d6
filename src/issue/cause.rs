//! What a problem came from, by the lead's word.

use super::state::words;

words! {
    /// What a problem came from.
    Cause {
        /// It works as it should; somebody had to learn how. Never called a mistake.
        HowTo = "how_to",
        /// The system is wrong.
        Defect = "defect",
        /// Somebody may not do what he should.
        Rights = "rights",
        /// Between two systems.
        Interface = "interface",
        /// Network, printer, machine.
        Network = "network",
        /// How the work is organised.
        Process = "process",
        /// What stands in the system is wrong.
        Data = "data",
        /// It was never asked for.
        Requirement = "requirement",
        /// Something else.
        Other = "other",
    }
}

/// What people write for it, in all languages.
const SAID: [(Cause, &[&str]); 9] = [
    (Cause::HowTo, &["操作方法", "操作", "使用方法", "how-to", "how to", "howto", "usage"]),
    (Cause::Defect, &["缺陷", "程序错误", "程式錯誤", "defect", "bug"]),
    (Cause::Rights, &["权限", "權限", "rights", "permission", "permissions"]),
    (Cause::Interface, &["接口", "介面", "interface"]),
    (Cause::Network, &["网络", "網路", "网络或打印", "網路或列印", "打印", "列印", "network", "printing", "printer"]),
    (Cause::Process, &["流程", "process"]),
    (Cause::Data, &["数据", "資料", "data"]),
    (Cause::Requirement, &["需求", "requirement"]),
    (Cause::Other, &["其他", "其它", "other"]),
];

impl Cause {
    /// Reads what a person writes.
    #[must_use]
    pub fn said(text: &str) -> Option<Self> {
        let text = text.trim().trim_end_matches(['。', '.', '!']).to_lowercase();
        SAID.iter().find(|(_, words)| words.contains(&text.as_str())).map(|(cause, _)| *cause)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cause_is_read_as_people_say_it_and_every_word_means_one() {
        assert_eq!(Cause::said("操作方法。"), Some(Cause::HowTo));
        assert_eq!(Cause::said("Bug"), Some(Cause::Defect));
        assert_eq!(Cause::said("误操作"), None);
        let mut all: Vec<_> = SAID.iter().flat_map(|(_, words)| *words).collect();
        let said = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), said);
        assert!(Cause::ALL.iter().all(|cause| SAID.iter().any(|(said, _)| said == cause) && Cause::parse(cause.as_str()) == Some(*cause)));
    }
}
