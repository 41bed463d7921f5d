/** Every word the page shows, except what the server says. */
import type { ChatWords } from '@esa/chat'

const askPerson = '转人工'

export const chatWords: ChatWords = {
  choices: '可以这样选择',
  chosen: '（已选）',
  choicesPast: '已经过去的选项',
  facts: (count) => `${count} 项`,
  source: '来源：',
  checked: (date) => `核对于 ${date}`,
  uncertain: '尚待核实，请向办事窗口确认',
  caveat: '请注意：',
  rating: '这个回答有用吗',
  useful: '有用',
  useless: '没用',
  unhelpful: '没帮上忙？',
  askPerson,
  step: (step, steps) => `第 ${step} 步，共 ${steps} 步`,
  summary: '请核对填写的内容',
  ticket: '帮办单',
  ticketNumber: '编号',
  ticketState: '状态：',
}

export const words = {
  /** Until the server has said its name. */
  assistant: '企业服务助手',
  close: '关闭对话窗口',

  owner: {
    bot: '自动助手',
    queue: '正在排队等候人工',
    staff: '人工服务中',
  },
  ownerUnknown: '正在连接…',
  askPerson,
  asking: '正在申请…',
  leaveQueue: '取消排队',
  leaving: '正在取消…',

  loadFailed: '页面没有加载完整，请检查网络后重试。',
  reload: '重新加载',

  connecting: '正在连接，请稍候…',
  offline: '连接中断，正在重新连接。您写的内容会保留，恢复后自动发送。',
  offlineNow: '立即重连',
  noNetwork: '当前没有网络。您写的内容会保留，恢复后自动发送。',
  engine: {
    ready: '',
    starting: '助手正在启动，稍后就能回答。您可以先留言，也可以转人工。',
    down: '助手暂时无法处理复杂问题。您仍可以提问，也可以转人工。',
  },

  talk: '对话区',
  transcript: '对话内容',
  you: '您',
  staff: '工作人员',
  system: '系统',
  typing: {
    bot: '助手正在输入',
    staff: '工作人员正在输入',
    system: '正在处理',
  },
  working: '已收到，正在处理',
  workingLong: '回答比平时慢一些，请再等一下，或者转人工。',
  newMessages: (count: number) => `${count} 条新消息`,
  empty: '正在打开对话…',

  sending: '发送中',
  waiting: '等待网络恢复后发送',
  held: (reason: string) => `${reason || '暂时没有发出'}，稍后自动重试`,
  failed: (reason: string) => reason || '没有发送成功',
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

  composer: '输入您的问题',
  placeholder: '请输入您的问题',
  send: '发送',
  left: (count: number) => `还可以输入 ${count} 字`,
  over: (count: number, most: number) => `最多 ${most} 字，已超出 ${count} 字，请分成几条发送`,

  today: '今天',
  yesterday: '昨天',
  date: (month: number, day: number) => `${month}月${day}日`,
  dateWithYear: (year: number, month: number, day: number) => `${year}年${month}月${day}日`,
} as const
