/**
 * Every word the page shows, except what the server says. Short sentences and everyday words, for all
 * readers alike. Whole sentences with places to fill: other languages order their parts otherwise.
 */
export type Language = 'zh-CN' | 'zh-Hant' | 'en'

export const zh = {
  language: 'zh-CN' as Language,

  choices: '可以这样选择',
  chosen: '（已选）',
  choicesPast: '已经过去的选项',
  facts: (count: number) => `${count} 项`,
  source: (name: string) => `来源：${name}`,
  checked: (date: string) => `核对于 ${date}`,
  uncertain: '还没核实，请向办事窗口确认',
  caveat: '请注意：',
  rating: '这个回答有用吗',
  useful: '有用',
  useless: '没用',
  unhelpful: '没帮上忙？',
  askPerson: '转人工',
  step: (step: number, steps: number) => `第 ${step} 步，共 ${steps} 步`,
  summary: '请核对填写的内容',
  ticket: '帮办单',
  ticketNumber: '编号',
  ticketState: '状态：',
  picture: (name: string) => `图片 ${name}，点开看大图`,
  fileSave: '下载',
  fileAgain: '没有打开，再试一次',

  /** Until the server has said its name. */
  assistant: '企业服务助手',
  close: '关闭对话窗口',
  large: '大字',
  /** Follows the word before, for screen readers. */
  elder: '长者模式',
  /** On the button that opens the languages. */
  languageMark: '简',
  languages: '语言 Language',
  /** Where the answers are in another language than the page. */
  answersIn: '',

  owner: {
    bot: '自动助手',
    queue: '正在排队等候人工',
    staff: '人工服务中',
  },
  person: (name: string) => `工作人员${name}为您服务`,
  place: (position: number) => `排队第 ${position} 位`,
  placeAndTime: (position: number, minutes: number) => `排队第 ${position} 位，大约 ${minutes} 分钟`,
  ownerUnknown: '正在连接…',
  asking: '正在申请…',
  leaveQueue: '取消排队',
  leaving: '正在取消…',

  loadFailed: '页面没有打开。请检查网络，再试一次。',
  reload: '重新加载',

  connecting: '正在连接，请稍候…',
  offline: '连接断了，正在重连。您写的内容还在，连上就发。',
  offlineNow: '立即重连',
  noNetwork: '现在没有网络。您写的内容还在，有网就发。',
  engine: {
    ready: '',
    starting: '助手正在启动，稍后就能回答。您可以先留言，也可以转人工。',
    down: '助手暂时答不了复杂的问题。您可以接着问，也可以转人工。',
  },

  talk: '对话区',
  privacy: '个人信息保护说明',
  transcript: '对话内容',
  you: '您',
  staff: '工作人员',
  system: '系统',
  typing: {
    bot: '助手正在输入',
    staff: '工作人员正在输入',
    system: '正在处理',
  },
  working: '收到了，正在处理',
  workingLong: '这次要慢一些。请再等一下，也可以转人工。',
  newMessages: (count: number) => `${count} 条新消息`,
  empty: '正在打开对话…',

  sent: '已送达',
  read: '已读',
  sending: '发送中',
  waiting: '有网后发送',
  held: (reason: string) => `${reason || '暂时没有发出'}，稍后自动重试`,
  failed: (reason: string) => reason || '没有发送成功',
  /** A request of the visitor, and where it stands. */
  about: (action: string, state: string) => `${action} · ${state}`,
  retry: '重试',
  discard: '删除',
  action: {
    ask_person: '正在申请转人工',
    leave_queue: '正在取消排队',
    rate: '正在提交评价',
  },
  actionFailed: {
    ask_person: '转人工没有成功',
    leave_queue: '取消排队没有成功',
    rate: '评价没有提交成功',
  },

  attach: '发图片或 PDF',
  uploading: (name: string) => `正在上传 ${name}`,
  cancel: '取消',
  fileKind: '只能发图片（JPG、PNG、WebP）和 PDF。别的文件请转成 PDF 再发。',
  fileTooLarge: (megabytes: number) => `文件太大，最多 ${megabytes} MB。可以压缩一下，或者只发要紧的几页。`,
  fileEmpty: '这个文件是空的，请换一个。',
  fileFailed: '没有传上去，请检查网络',
  suggested: '您是不是想问',
  popular: '今天常问',
  suggestions: (count: number) => `有 ${count} 个建议，按向上键选择`,
  composer: '输入您的问题',
  placeholder: '输入您的问题',
  send: '发送',
  left: (count: number) => `还可以输入 ${count} 字`,
  over: (count: number, most: number) => `最多 ${most} 字，多了 ${count} 字。请分几条发送。`,

  today: (clock: string) => `今天 ${clock}`,
  yesterday: (clock: string) => `昨天 ${clock}`,
  date: (month: number, day: number, clock: string) => `${month}月${day}日 ${clock}`,
  dateWithYear: (year: number, month: number, day: number, clock: string) => `${year}年${month}月${day}日 ${clock}`,
}

/** A dictionary that lacks a key, or has one too many, does not compile. */
export type Words = typeof zh
