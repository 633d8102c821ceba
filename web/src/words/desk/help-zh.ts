/** The help cards of the offices at the desk, in Chinese. What stands in brackets on paper is the text of a button or a list. */
export const helpZh = {
  officer: {
    title: "执行干警：一天的工作",
    workbench: (workbench: string) => `上班先看${workbench}：每个数字点开就是要办的事，全部办完即为空。`,
    find: (search: string) =>
      `找案件、找人，在顶部${search}：案号或者它的开头、当事人的全名、电话都可以；也可以按键盘上的 / 再输入。`,
    task: (file: string, check: string, send: string) =>
      `要请村里送达、查人、催款的，点${file}，地址写到村，系统当场显示派给哪个法庭；点${check}，再点${send}。`,
    review: (approve: string, back: string) =>
      `网格员报送后逐件审核：左边记录，右边照片和位置。可以的点${approve}，少什么点${back}并写明。`,
    request: (ask: string, phone: string, send: string) =>
      `向单位查询、冻结的，在案件里点${ask}，附上文书，再点${send}；纸质文书点${phone}，扫码后直接拍；冻结股权由别人核对后发出。`,
    dates: (why: string) => `每个期限旁边的${why}写着条文和算法；标红的才是超期。`,
    close: (ending: string) => `结案在案件的${ending}里办：条件逐项核对，系统能证明的已经勾好，缺的点开去补。`,
    own: "自己提出的事自己不能批准，系统会交给有权的人。",
  },
  approver: {
    title: "局长、院领导：怎样审批",
    inbox: (approvals: string) => `${approvals}里是等您决定的全部事项，最早提出的在最前面，办完即为空。`,
    read: "打开一项，左边是事由、金额和法律依据，右边是材料；材料可以当场打开看。",
    decide: (approve: string, refuse: string) =>
      `同意的点${approve}（按键盘 a），不同意的点${refuse}（按键盘 r）并写明理由，下一项随即打开。`,
    factor: "要用动态口令登录。离开电脑前请退出登录。",
    files: (files: string, withdraw: string) =>
      `${files}做错了的，由您点${withdraw}，写明理由；已有银行结果的不能撤回。`,
    supervise: (exceptions: string, items: string, mine: string) =>
      `谁的事超期看${exceptions}，点一行就能督办；您签发的在${items}里，要您办理的在${mine}里。`,
    own: "自己提出的、自己承办案件里的事项，系统会交给别人决定。",
    law: "法律规定由院领导决定的，不会出现在局长的清单里。",
  },
  cashier: {
    title: "案款管理：从到账到发放",
    enter: (receipts: string, enter: string) => `银行来款当天在${receipts}点${enter}，流水号照银行写，重复的会提示。`,
    claim: (unclaimed: string, claim: string) =>
      `${unclaimed}里的款项，查明是哪个案件的，点${claim}；认领前先看仍欠多少。`,
    plan: "分配方案由承办人提出，批准以后才能付款。天数由颜色提示：5、10、15、30 日。",
    make: (payouts: string, files: string) => `付款在${payouts}里勾选各笔，做成${files}，下载时写明原因。`,
    results: (enter: string, check: string) =>
      `银行回单到了，点${enter}，整段粘贴，点${check}，相符的一并登记，不符的逐行说明。`,
    failed: (unpaid: string) => `付不出去的在${unpaid}里换账户，由别人批准后再付。`,
    month: (months: string, enter: string) =>
      `每月初在${months}里点${enter}，照银行对账单填写并粘贴流水；差异逐笔说明后提请结账，由局长或者院领导复核。`,
    trace: (flow: string) => `每笔款打开都有${flow}，从到账到付出，一分不差。`,
    account: "完整账号只在这里显示，每看一次都记录原因，请勿抄到别处。",
    withdraw: "文件做错了，请局长或者院领导撤回；自己做的自己不能撤。",
  },
  clerk: {
    title: "协作单位经办人：怎样办协助事项",
    todo: (todo: string) => `${todo}里是法院请本单位办的事，时限最近的在最前面；新来的不用刷新就会出现。`,
    receive: (receive: string) => `打开一项，先看文书，再点${receive}；时限从法院发出时起算，页面上的钟一直在走。`,
    answer: (answer: string) => `办好以后点${answer}，按页面上的栏目填写，附上回执。`,
    fix: (fix: string) => `文书或者材料有缺的，选${fix}，写明缺什么，法院补正后会再来。`,
    refuse: (refuse: string) => `有法定理由不能协助的，选${refuse}，写明理由和依据。`,
    disposal: (disposals: string) => `土地房产处置要本单位意见的，在${disposals}里填写。`,
    correct: "答复写错了，打开原事项更正并写明原因，原来的内容仍然保留。",
    secret: "页面上的个人信息只用于本次协助，请勿另存、转发。",
  },
  command: {
    title: "指挥中心：看全县、发督办",
    wall: (wall: string) => `${wall}上每个数字点开就是被计数的那些事；灰色表示这一块没有更新，旁边是它的时间。`,
    late: (exceptions: string) => `上班先看${exceptions}：该谁办的、超期多少，点一行就能督办。`,
    overdue: (items: string, overdue: string) => `再看${items}的${overdue}：督办了还没有办的。`,
    figures: (indicators: string, freeze: string) =>
      `${indicators}里每个数点开是怎么算的、计了哪些；写报告的数，点${freeze}留存。`,
    issue: (issue: string) => `要督办的点${issue}，选责任人，写清要求；期限不填的，自签发起七日。`,
    accept: (accept: string, back: string) => `反馈来了逐件看：办好的点${accept}，没有办好的点${back}并写明理由。`,
    system: "案件、案款、查封、协助事项、任务将超期时，系统按规则自动签发，不必逐件去找。",
    own: "自己的事由别人销号。",
  },
  admin: {
    title: "系统管理员：人员、法庭、接口",
    people: (people: string, enter: string, term: string) =>
      `新来的人在${people}点${enter}，再点${term}；一个人可以有几项任职，各有起止。`,
    invite: (town: string) =>
      `请全镇的人来登录，用${town}：选镇街，一次打印，一人一张。单子丢了，再邀请一次，旧码作废。`,
    gap: (courts: string, undirected: string) => `每周看一次${courts}里的${undirected}，任期快到的也会提示。`,
    lost: (lost: string) => `手机丢了，打开这个人，点${lost}。`,
    register: (register: string) => `法庭、人员的整册变动用${register}：先核对，有错的按行按列指出，改好再整册导入。`,
    systems: (systems: string) => `单位的系统要接入，在${systems}登记：从哪些地址来、能做什么；密钥只显示一次。`,
    audit: (audit: string) => `谁在什么时候看了、办了什么，在${audit}里查；您自己的由别人查。`,
    end: "停用不能恢复，结束任期写明理由；都会记录。",
  },
  auditor: {
    title: "审计员：谁看了什么，为什么",
    lookups: (lookups: string) => `${lookups}按案件、按人列出谁看过，写着当时的事由。`,
    audit: (audit: string) => `${audit}列出每一次操作：时间、人员、操作、涉及、事由、结果。`,
    filter: "按人员、时间、结果筛选；未获准的操作也在里面，值得先看。",
    chain: "记录一条接一条，改动一条，后面的就对不上；管理员可以用命令核验。",
    read: "您只能看，不能办。您自己看了什么，也有记录，由别人查阅。",
  },
  judge: {
    title: "联系法官：我联系的法庭",
    courts: (courts: string) => `${courts}列出您联系的法庭：在办多少、超期多少、终端多久没有上线。`,
    late: (late: string, idle: string) => `先看${late}，再看${idle}，打电话问庭务主任。`,
    tasks: (tasks: string) => `${tasks}里是派到这些法庭的任务，打开可以看到上门记录。`,
    read: "您只能看，派单、审核由承办的执行干警办。",
    help: "公众屏上写着您的名字，村里有法律问题会来找您。",
  },
};
