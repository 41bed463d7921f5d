/** The words of tickets (帮办单). */
import type { Ticket, TicketEvent } from '@esa/contract'

const states: Record<Ticket['state'], string> = {
  accepted: '待联系', processing: '办理中', waiting_enterprise: '待企业补充', done: '已办结',
  rejected: '不予办理',
}

const priorities: Record<Ticket['priority'], string> = { normal: '普通', urgent: '紧急' }

const kinds: Record<TicketEvent['kind'], string> = {
  opened: '登记', state: '状态', priority: '优先级', complex: '复杂程度', assignee: '经办人', note: '备注',
  overdue: '超期', file: '附件', forgotten: '个人信息已删除',
}

export const ticketWords = {
  title: '帮办单',
  states,
  priorities,
  kinds,
  stateOf: (code: string | null) => (code && states[code as Ticket['state']]) ?? code,
  priorityOf: (code: string | null) => (code && priorities[code as Ticket['priority']]) ?? code,
  /** By 1515 a simple one is done in 5 working days, a complex one in 15. */
  complexities: { false: '简单，5 个工作日', true: '复杂，15 个工作日' } as Record<string, string>,
  complexity: '复杂程度',
  results: '帮办单列表',
  search: '编号、问题、企业或联系人',
  state: '状态',
  allStates: '全部状态',
  overdue: '只看超期',
  mine: '只看我的',
  xlsx: '导出 Excel',
  csv: '导出 CSV',
  file: (format: string) => `帮办单.${format}`,
  columns: ['编号', '状态', '企业与问题', '分组', '办结期限', '经办人'],
  late: (time: string) => `超期 ${time}`,
  nobody: '未分配',
  somebody: '已指定',
  none: '没有符合条件的帮办单。',
  noneYet: '还没有帮办单。可以在会话里点“登记帮办单”。',
  total: (count: number) => `共 ${count} 张`,
  before: '上一页',
  after: '下一页',
  preferred: '方便时间',
  opened: '登记时间',
  contactDue: '联系期限',
  due: '办结期限',
  assignee: '经办人',
  priority: '优先级',
  takeIt: '由我经办',
  giveUp: '不再经办',
  note: '备注',
  tell: '同时告知企业',
  save: '保存备注',
  history: '办理记录',
  public: '企业可见',
  changed: '帮办单已更新',
  noted: '备注已保存',
  toConversation: '查看会话',
  stateHint: '状态改变时会自动告知企业。',
  from: (before: string | null, after: string | null) => (before ? `${before} → ${after ?? '无'}` : (after ?? '')),
  files: '附件',
  noFiles: '还没有附件。附件只有工作人员能看到。',
  attach: '添加图片或 PDF',
  download: (name: string) => `下载 ${name}`,

  open: {
    title: '登记帮办单',
    lead: '已填入企业和助手提供的内容，请核对。登记后企业会在对话里收到编号。',
    matter: '事项',
    matterHint: '输入几个字查找事项，可以不填',
    noMatter: '不选事项',
    question: '问题',
    enterprise: '单位名称',
    uscc: '统一社会信用代码（选填）',
    contact: '联系人',
    phone: '电话',
    preferred: '方便联系的时间（选填）',
    submit: '登记',
    missing: '请填写问题、单位名称、联系人和电话。',
    usccWrong: '统一社会信用代码是 18 位数字和大写字母。',
    done: (number: string, mine: boolean) => `已登记帮办单 ${number}，${mine ? '由您经办' : '还没有经办人'}`,
  },
}
