/** The help cards, in Chinese. What stands in a sentence as a parameter is the text of a button or a screen, as the page shows it. */
export const helpZh = {
  button: "帮助",
  print: "打印本页",
  worker: {
    title: "网格员：怎样办一项任务",
    open: (pin: string) => `出门前，在有网的地方打开本页，看到${pin}时输入 6 位数字。任务会存进手机，没有信号也能办。`,
    accept: (open: string, accept: string, decline: string) =>
      `新任务点${open}，看清当事人、地点和时限。与当事人没有亲属或者利害关系的，点${accept}；有的，点${decline}。`,
    arrive: (arrive: string, photo: string, without: string) =>
      `到了门口，点${arrive}，再点${photo}。拍不了的，点${without}。`,
    ask: (next: string, green: string, assistance: string) =>
      `一页一个问题，照实回答，再点${next}。页面上方会提示：${green}，还是${assistance}。`,
    photos: (photo: string, blur: string, sign: string) =>
      `要照片的点${photo}，不要拍旁人；拍到了旁人，点${blur}。要签名的点${sign}。`,
    keep: (keep: string) => `核对无误，点${keep}。存好后不能再改，写错了再去一次另记。`,
    sent: (outbox: string, there: string) => `回到有信号的地方，看${outbox}：显示${there}，才算报完。`,
    danger: (call: string) => `遇到危险或者争吵，先离开，再到这项任务的页面点${call}。`,
    lost: "手机丢了，马上告诉庭务主任。",
  },
  director: {
    title: "庭务主任：怎样用这台终端",
    signIn: (director: string, allow: string, password: string) =>
      `点${director}，用手机扫屏幕上的二维码，核对后在手机上点${allow}；手机不在身边的，点${password}。`,
    assign: (group: string, assign: string, to: string, self: string) =>
      `先看${group}，有新任务会响铃。点${assign}，再点${to}，任务马上交给这位网格员；自己上门的，点${self}。`,
    transfer: (transfer: string) => `不归本庭办理的，点${transfer}，选好法庭，写明理由。`,
    watch: (accept: string, field: string, late: string, workers: string) =>
      `再看${accept}、${field}和${late}。超期的要催办，电话号码在${workers}里。`,
    story: (open: string, story: string, visits: string, print: string) =>
      `点${open}，看${story}和${visits}。要送的文书、密封件的封面和送达回证，点${print}。`,
    keys: "按钮上的数字就是键盘上的键，按数字等于点按钮。按 Esc 返回，按 F1 朗读，按 ? 看本页。",
    leave: (leave: string) =>
      `离开前点${leave}。90 秒没有人操作（正在填写时 5 分钟），也会自动退出，屏幕上不留个人信息。`,
    offline: "没有网络时只能看，不能指派、转办；网络恢复后再按。",
    broken: (equipment: string, faulty: string, repair: string) =>
      `屏、线、终端坏了，打开${equipment}，选${faulty}，勾选${repair}，报告法院。`,
  },
};
