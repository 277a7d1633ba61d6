//! The orders: who may write what, in which words, and how much proof it takes.

use crate::issue::Severity;

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verb {
    /// A solution is known; its reporter is asked to try it.
    Solved,
    /// Goes on under another number.
    SameAs,
    /// Nothing is done about it now.
    NotNow,
    /// Open again.
    Reopen,
    /// Closed by the lead's word, whatever the reporter says.
    Close,
    /// Words to be kept with it.
    Note,
    /// How much it hurts.
    Severity(Severity),
    /// To which module it belongs.
    Module,
    /// Which colleague sees to it.
    Owner,
    /// What it came from.
    Cause,
    /// A question to its reporter.
    Ask,
    /// What the archive says to whoever has the same problem.
    Answer,
    /// The archive no longer says it.
    WithdrawAnswer,
    /// A picture may be shown with the answer.
    Release,
    /// How an issue stands, what is open with a person, or what says these words.
    Show,
    /// What says these words, among issues and answers.
    Find,
    /// A held mail is taken in.
    FileHeld,
    /// A held mail is put aside.
    DropHeld,
    /// A held mail is read once more.
    ReadHeld,
    /// A person is away on some days.
    Away,
    /// A person works on days that are free for others.
    Works,
    /// A person is back before the days are over.
    Back,
    /// Somebody comes to the project.
    Join,
    /// A held mail is from somebody whom the project knows.
    HeldFrom,
    /// Somebody leaves it.
    Leave,
    /// Somebody works in another department.
    Move,
    /// Somebody goes on with what is open with another.
    TakeOver,
    /// Somebody stands in for the lead, up to a day.
    Deputy,
    /// Shadow mode ends: letters go to those whom they are meant for.
    GoLive,
    /// What the other lines would do.
    Preview,
    /// The help letter.
    Help,
}

impl Verb {
    /// What it decides about an issue, where that can only be decided one way at a time.
    pub(super) fn decides(self) -> Option<&'static str> {
        match self {
            Self::Solved | Self::SameAs | Self::NotNow | Self::Reopen | Self::Close => Some("state"),
            Self::Severity(_) => Some("severity"),
            Self::Module => Some("module"),
            Self::Owner => Some("owner"),
            Self::Cause => Some("cause"),
            Self::Answer | Self::WithdrawAnswer => Some("answer"),
            Self::FileHeld | Self::DropHeld | Self::ReadHeld => Some("held"),
            Self::Find | Self::Release => None,
            Self::Note
            | Self::Ask
            | Self::Show
            | Self::Away
            | Self::Works
            | Self::Back
            | Self::Join
            | Self::HeldFrom
            | Self::Leave
            | Self::Move
            | Self::TakeOver
            | Self::Deputy
            | Self::GoLive
            | Self::Preview
            | Self::Help => None,
        }
    }

    /// Do whole sentences follow, in which commas and blanks are only commas and blanks?
    pub(super) fn takes_prose(self) -> bool {
        matches!(self, Self::Solved | Self::NotNow | Self::Close | Self::Note | Self::Ask | Self::Answer)
    }
}

/// How much proof an order takes (promise 8).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Power {
    /// Looks something up: the right address is enough, the answer goes to the registered one.
    Look,
    /// Steers inside the house: a token of a letter to that very address, or our own server's verdict.
    Steer,
    /// Leaves the house, spends, hands power over, releases mail: a token at most 14 days old.
    Leave,
}

/// What stands in the line beside its word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// One or more numbers: `42 重开`.
    Issues,
    /// Numbers, and perhaps words: `42 已解决: …`.
    IssuesWords,
    /// Numbers, and words that must not be missing: `42 备注: …`.
    IssuesText,
    /// Numbers, and the number that they go on under: `42 与17重复`.
    IssuesIssue,
    /// Numbers of held mails: `H3 登记`.
    Held,
    /// The word, then a number or a name: `查 42`, `查 王磊`, `授权 李娜 到3/15`.
    Anything,
    /// A name, and what is said of its owner: `王磊 请假 3天`, `Lina works on Saturday`.
    Person,
    /// The number of a held mail, then a name: `H3 是王磊`.
    HeldName,
    /// The word, then a name and an address: `加人 张伟 zhang@corp.test 仓库`.
    Newcomer,
    /// The word alone: `帮助`.
    Alone,
}

/// One order.
#[derive(Debug)]
pub struct Row {
    /// What it does.
    pub verb: Verb,
    /// How much proof it takes.
    pub power: Power,
    /// What stands in its line.
    pub shape: Shape,
    /// How it is offered, as a whole line, in zh-Hans, zh-Hant and en.
    pub offered: [&'static str; 3],
    /// What it does, as the help letter says it, in the same languages.
    pub does: [&'static str; 3],
    /// The words that mean it, in all languages; the longest that fits wins.
    pub words: &'static [&'static str],
}

/// All orders, in the order of the help letter.
pub const TABLE: &[Row] = &[
    Row {
        verb: Verb::Solved,
        power: Power::Steer,
        shape: Shape::IssuesWords,
        offered: ["42 已解决: …", "42 已解決: …", "42 solved: …"],
        does: ["记下处理办法，并请提出人试", "記下處理辦法，並請提出人試", "keeps the solution, and asks the reporter to try it"],
        words: &["已解决", "已解決", "解决了", "解決了", "已处理", "已處理", "处理好了", "處理好了", "好了", "solved", "fixed", "resolved"],
    },
    Row {
        verb: Verb::SameAs,
        power: Power::Steer,
        shape: Shape::IssuesIssue,
        offered: ["42 与17重复", "42 與17重複", "42 same as 17"],
        does: ["并到 17 号，合在一起跟进", "併到 17 號，合在一起跟進", "goes on under number 17"],
        words: &["同", "并入", "併入", "重复", "重複", "same as", "duplicate of", "joins"],
    },
    Row {
        verb: Verb::NotNow,
        power: Power::Steer,
        shape: Shape::IssuesWords,
        offered: ["42 暂不处理: …", "42 暫不處理: …", "42 not now: …"],
        does: ["现在不做，并把原因告诉提出人", "現在不做，並把原因告訴提出人", "is not taken up now; its reporter hears why"],
        words: &["暂不处理", "暫不處理", "不处理", "不處理", "先不做", "not now", "won't do", "declined"],
    },
    Row {
        verb: Verb::Reopen,
        power: Power::Steer,
        shape: Shape::Issues,
        offered: ["42 重开", "42 重開", "42 reopen"],
        does: ["重新打开", "重新開啟", "opens it again"],
        words: &["重开", "重開", "重新打开", "重新開啟", "reopen", "open again"],
    },
    Row {
        verb: Verb::Close,
        power: Power::Steer,
        shape: Shape::IssuesWords,
        offered: ["42 关闭", "42 關閉", "42 close"],
        does: ["由您关闭，不算提出人确认", "由您關閉，不算提出人確認", "closes it by your word, not the reporter's"],
        words: &["关闭", "關閉", "结案", "結案", "close", "closed"],
    },
    Row {
        verb: Verb::Ask,
        power: Power::Steer,
        shape: Shape::IssuesText,
        offered: ["42 问: …", "42 問: …", "42 ask: …"],
        does: ["问提出人，回答会带回给您", "問提出人，回答會帶回給您", "asks the reporter; the answer comes back to you"],
        words: &["问", "問", "请问", "請問", "问一下", "問一下", "ask", "question"],
    },
    Row {
        verb: Verb::Severity(Severity::Urgent),
        power: Power::Steer,
        shape: Shape::Issues,
        offered: ["42 紧急", "42 緊急", "42 urgent"],
        does: ["改为紧急", "改為緊急", "makes it urgent"],
        words: &["紧急", "緊急", "很急", "加急", "urgent", "critical"],
    },
    Row {
        verb: Verb::Severity(Severity::High),
        power: Power::Steer,
        shape: Shape::Issues,
        offered: ["42 严重", "42 嚴重", "42 high"],
        does: ["改为严重", "改為嚴重", "makes it serious"],
        words: &["严重", "嚴重", "重要", "high", "serious", "important"],
    },
    Row {
        verb: Verb::Severity(Severity::Normal),
        power: Power::Steer,
        shape: Shape::Issues,
        offered: ["42 一般", "42 一般", "42 normal"],
        does: ["改为一般", "改為一般", "makes it ordinary"],
        words: &["一般", "普通", "normal", "ordinary"],
    },
    Row {
        verb: Verb::Severity(Severity::Low),
        power: Power::Steer,
        shape: Shape::Issues,
        offered: ["42 轻微", "42 輕微", "42 low"],
        does: ["改为轻微", "改為輕微", "makes it minor"],
        words: &["轻微", "輕微", "不急", "low", "minor"],
    },
    Row {
        verb: Verb::Module,
        power: Power::Steer,
        shape: Shape::IssuesText,
        offered: ["42 模块 库存", "42 模組 庫存", "42 module stock"],
        does: ["改到这个模块", "改到這個模組", "puts it into that module"],
        words: &["模块", "模組", "模塊", "module"],
    },
    Row {
        verb: Verb::Owner,
        power: Power::Steer,
        shape: Shape::IssuesText,
        offered: ["42 交 李娜", "42 交 李娜", "42 to Lina"],
        does: ["交给这位同事跟进", "交給這位同事跟進", "gives it to a colleague, who is told"],
        words: &["交", "交给", "交給", "转给", "轉給", "负责人", "負責人", "to", "owner", "assign to"],
    },
    Row {
        verb: Verb::Cause,
        power: Power::Steer,
        shape: Shape::IssuesText,
        offered: ["42 原因 操作方法", "42 原因 操作方法", "42 cause how-to"],
        does: [
            "记下原因：操作方法、缺陷、权限、接口、网络或打印、流程、数据、需求、其他",
            "記下原因：操作方法、缺陷、權限、介面、網路或列印、流程、資料、需求、其他",
            "keeps what it came from: how-to, defect, rights, interface, network, process, data, requirement, other",
        ],
        words: &["原因", "cause"],
    },
    Row {
        verb: Verb::Note,
        power: Power::Steer,
        shape: Shape::IssuesText,
        offered: ["42 备注: …", "42 備註: …", "42 note: …"],
        does: ["只记下来，不通知别人", "只記下來，不通知別人", "keeps a note; nobody is told"],
        words: &["备注", "備註", "note"],
    },
    Row {
        verb: Verb::Answer,
        power: Power::Steer,
        shape: Shape::IssuesText,
        offered: ["42 答案: …", "42 答案: …", "42 answer: …"],
        does: ["以后谁报同样的问题，就这样回答他", "以後誰報同樣的問題，就這樣回答他", "what whoever has the same problem is told from now on"],
        words: &["答案", "改答案", "answer"],
    },
    Row {
        verb: Verb::WithdrawAnswer,
        power: Power::Steer,
        shape: Shape::Issues,
        offered: ["42 撤下答案", "42 撤下答案", "42 withdraw answer"],
        does: ["这个答案不再给别人看", "這個答案不再給別人看", "its answer is offered to nobody any more"],
        words: &["撤下答案", "撤下", "withdraw answer", "withdraw the answer"],
    },
    Row {
        verb: Verb::Release,
        power: Power::Steer,
        shape: Shape::IssuesText,
        offered: ["42 图1 可公开", "42 圖1 可公開", "42 fig 1 public"],
        does: ["这张截图可以和答案一起给别人看", "這張截圖可以和答案一起給別人看", "that screenshot may be shown with the answer"],
        words: &["公开", "公開", "可公开", "可公開", "public"],
    },
    Row {
        verb: Verb::Show,
        power: Power::Look,
        shape: Shape::Anything,
        offered: ["查 42", "查 42", "show 42"],
        does: [
            "看这个问题现在怎么样；查 王磊：看他名下还没完的；查 王磊 3月4日：看那天报了什么",
            "看這個問題現在怎麼樣；查 王磊：看他名下還沒完的；查 王磊 3月4日：看那天報了什麼",
            "how it stands; “show Lina”: what is open with her; “show Lina 4 March”: what she reported that day",
        ],
        words: &["查", "查询", "查詢", "查一下", "show", "status"],
    },
    Row {
        verb: Verb::Find,
        power: Power::Look,
        shape: Shape::Anything,
        offered: ["找 库存", "找 庫存", "find stock"],
        does: ["在问题和答案里找这些字；写 查 库存 也行", "在問題和答案裡找這些字；寫 查 庫存 也行", "what says these words, among issues and answers"],
        words: &["找", "查找", "搜", "搜索", "搜寻", "搜尋", "find", "search", "look up"],
    },
    Row {
        verb: Verb::FileHeld,
        power: Power::Leave,
        shape: Shape::Held,
        offered: ["H3 登记", "H3 登記", "H3 file"],
        does: ["把待确认的来信 H3 登记进来", "把待確認的來信 H3 登記進來", "takes the held mail H3 in"],
        words: &["登记", "登記", "放行", "file", "release"],
    },
    Row {
        verb: Verb::DropHeld,
        power: Power::Leave,
        shape: Shape::Held,
        offered: ["H3 忽略", "H3 忽略", "H3 drop"],
        does: ["来信 H3 不用管", "來信 H3 不用管", "the held mail H3 needs nothing"],
        words: &["忽略", "不用管", "drop", "ignore"],
    },
    Row {
        verb: Verb::ReadHeld,
        power: Power::Leave,
        shape: Shape::Held,
        offered: ["H3 重读", "H3 重讀", "H3 read again"],
        does: ["把来信 H3 再读一遍", "把來信 H3 再讀一遍", "reads the held mail H3 once more"],
        words: &["重读", "重讀", "再读", "再讀", "read again", "reread"],
    },
    Row {
        verb: Verb::Away,
        power: Power::Steer,
        shape: Shape::Person,
        offered: ["王磊 请假 3/4-3/6", "王磊 請假 3/4-3/6", "Lina on leave 3/4-3/6"],
        does: ["这几天不等日报，也不催", "這幾天不等日報，也不催", "no report is expected of that person then, and nobody reminds"],
        words: &[
            "请假",
            "請假",
            "休假",
            "出差",
            "病假",
            "年假",
            "事假",
            "产假",
            "產假",
            "婚假",
            "调休",
            "補休",
            "补休",
            "特休",
            "on leave",
            "on holiday",
            "on vacation",
            "off sick",
            "on sick leave",
            "is away",
            "away",
            "travelling",
            "traveling",
            "out of office",
            "is off",
            "off",
        ],
    },
    Row {
        verb: Verb::Works,
        power: Power::Steer,
        shape: Shape::Person,
        offered: ["王磊 周六加班", "王磊 週六加班", "Lina works on Saturday"],
        does: ["这天上班，等日报", "這天上班，等日報", "that person works then, and a report is expected"],
        words: &["加班", "上班", "works overtime", "works", "is working", "working", "overtime"],
    },
    Row {
        verb: Verb::Back,
        power: Power::Steer,
        shape: Shape::Person,
        offered: ["王磊 销假", "王磊 銷假", "Lina is back"],
        does: ["提前回来了，请假到此为止", "提前回來了，請假到此為止", "that person is back before the days are over"],
        words: &["销假", "銷假", "回来上班", "回來上班", "回来了", "回來了", "is back", "back"],
    },
    Row {
        verb: Verb::HeldFrom,
        power: Power::Leave,
        shape: Shape::HeldName,
        offered: ["H3 是王磊", "H3 是王磊", "H3 is Lina"],
        does: [
            "来信 H3 是这位同事的，记住这个地址并重读",
            "來信 H3 是這位同事的，記住這個位址並重讀",
            "the held mail H3 is from that person: the address is kept, the mail read again",
        ],
        words: &["是", "来自", "來自", "is from", "from", "is"],
    },
    Row {
        verb: Verb::Join,
        power: Power::Leave,
        shape: Shape::Newcomer,
        offered: ["加人 张伟 zhang@corp.test 仓库", "加人 張偉 zhang@corp.test 倉庫", "add Lina Wang lina@corp.test stock"],
        does: [
            "新来的同事：姓名、邮箱、部门，从此等日报",
            "新來的同事：姓名、信箱、部門，從此等日報",
            "somebody new: name, address, department; reports are expected from then on",
        ],
        words: &["加人", "新增人员", "新增人員", "增加人员", "增加人員", "添加人员", "add person", "add"],
    },
    Row {
        verb: Verb::Leave,
        power: Power::Leave,
        shape: Shape::Person,
        offered: ["王磊 离职 3/15 由李娜接手", "王磊 離職 3/15 由李娜接手", "Lina leaves 3/15, Bob takes over"],
        does: [
            "从那天起不等日报、不收来信；没完的交给接手的人，没写就交给关键用户或您",
            "從那天起不等日報、不收來信；沒完的交給接手的人，沒寫就交給關鍵使用者或您",
            "no reports and no letters from that day on; what is open goes to whoever takes over, else to the key user or to you",
        ],
        words: &["离职", "離職", "离开项目", "離開項目", "离开", "離開", "leaves", "has left", "left"],
    },
    Row {
        verb: Verb::Move,
        power: Power::Leave,
        shape: Shape::Person,
        offered: ["王磊 转岗 采购 由李娜接手", "王磊 轉崗 採購 由李娜接手", "Lina moves to purchasing, Bob takes over"],
        does: [
            "换了部门；写了接手的人，没完的就交给他",
            "換了部門；寫了接手的人，沒完的就交給他",
            "works in another department; what is open goes to whoever takes over, where one is named",
        ],
        words: &["转岗到", "轉崗到", "转岗", "轉崗", "调岗", "調崗", "调到", "調到", "moves to", "moved to", "transferred to"],
    },
    Row {
        verb: Verb::TakeOver,
        power: Power::Leave,
        shape: Shape::Person,
        offered: ["李娜 接 王磊", "李娜 接 王磊", "Bob takes over from Lina"],
        does: ["后者没完的问题都交给前者", "後者沒完的問題都交給前者", "what is open with the second goes to the first"],
        words: &["接手", "接替", "接管", "接", "takes over from", "takes over"],
    },
    Row {
        verb: Verb::Deputy,
        power: Power::Leave,
        shape: Shape::Anything,
        offered: ["授权 李娜 到3/15", "授權 李娜 到3/15", "deputy Lina until 3/15"],
        does: [
            "这位同事代您下指示，到这一天为止；登记来信和再授权除外",
            "這位同事代您下指示，到這一天為止；登記來信和再授權除外",
            "a colleague gives orders for you up to that day, but for held mail and deputies",
        ],
        words: &["授权", "授權", "代理", "deputy"],
    },
    Row {
        verb: Verb::GoLive,
        power: Power::Leave,
        shape: Shape::Alone,
        offered: ["开始发信", "開始寄信", "start sending"],
        does: ["结束试运行，从此把信发给本人", "結束試行，從此把信寄給本人", "ends the trial: letters go to those whom they are meant for"],
        words: &["开始发信", "開始發信", "開始寄信", "start sending", "go live"],
    },
    Row {
        verb: Verb::Preview,
        power: Power::Look,
        shape: Shape::Alone,
        offered: ["预览", "預覽", "preview"],
        does: ["单独一行：其余各行只试算，不办", "單獨一行：其餘各行只試算，不辦", "on a line of its own: the other lines are only tried out"],
        words: &["预览", "預覽", "preview", "dry run"],
    },
    Row {
        verb: Verb::Help,
        power: Power::Look,
        shape: Shape::Alone,
        offered: ["帮助", "說明", "help"],
        does: ["寄来这一页", "寄來這一頁", "sends this page"],
        words: &["帮助", "幫助", "帮忙", "說明", "说明", "help"],
    },
];
