/** Every word the console shows, except what the server says. Whole sentences with places to fill. */
import type { ChatWords } from '@esa/chat'
import { figureWords } from './figures/words.zh'
import { callWords } from './follow-ups/words.zh'
import { groups } from './groups'
import { memberWords } from './members/words.zh'
import { ticketWords } from './tickets/words.zh'
import { trainingWords } from './training/words.zh'
import type { Disposition, Group, Member, Reminder } from '@esa/contract'

const chat: ChatWords = {
  choices: '给企业的选项',
  chosen: '（企业已选）',
  choicesPast: '已经过去的选项',
  facts: (count) => `${count} 项`,
  source: (name) => `来源：${name}`,
  checked: (date) => `核对于 ${date}`,
  uncertain: '还没核实，请向办事窗口确认',
  caveat: '请注意：',
  rating: '企业的评价',
  useful: '有用',
  useless: '没用',
  unhelpful: '没帮上忙？',
  askPerson: '转人工',
  step: (step, steps) => `第 ${step} 步，共 ${steps} 步`,
  summary: '企业填写的内容',
  ticket: '帮办单',
  ticketNumber: '编号',
  ticketState: '状态：',
  picture: (name) => `图片 ${name}，点开看大图`,
  fileSave: '下载',
  fileAgain: '没有打开，再试一次',
}

const dispositions: Record<Disposition, { title: string; hint: string }> = {
  resolved: { title: '已解决', hint: '企业的问题已经答复清楚' },
  filed_first_time: { title: '一次申报成功', hint: '帮办后首次提交即被受理' },
  returned: { title: '申报被退回', hint: '材料被退回，需要再次提交' },
  ticket: { title: '转帮办单跟进', hint: '留下帮办单，由后续流程处理' },
  no_answer: { title: '企业无回应', hint: '多次联系没有回复' },
  spam: { title: '与服务无关', hint: '广告、测试或误入' },
}

const reminders: Record<Reminder['about'], (who: string) => string> = {
  first_reply: (who) => `${who}：该做首次回复了`,
  silent: (who) => `${who}：企业在等您的回复`,
  silent_long: (who) => `${who}：企业已经等了很久，请尽快回复`,
  reassigned: (who) => `${who}：会话已改派`,
  assigned: (who) => `${who}：新会话已分配给您`,
  ticket_late: (who) => `${who}：有帮办单超过了时限`,
  call_late: (who) => `${who}：差评回访超过了时限`,
}

/** What an older or newer server calls otherwise is shown as it is. */
const reasons: Record<string, string> = {
  asked: '企业要求人工', unsure_twice: '助手两次没有把握', upset: '企业情绪不满',
  declined_consent: '不同意填写个人信息', form_trouble: '填写帮办单遇到困难',
  servicer: '企业微信的接待人员接待',
}

const facets: Record<string, string> = {
  conditions: '条件', materials: '材料', steps: '流程', time_limit: '时限', fee: '费用',
  channel: '网上办理', place: '办理地点', phone: '咨询电话', basis: '依据',
}

const outcomes: Record<string, string> = {
  answered: '已用知识库回答', clarified: '请企业确认事项', handoff: '转人工', assistance: '填写帮办单',
  ticket_status: '查询帮办单进度', complaint: '受理投诉', out_of_scope: '告知不在服务范围', smalltalk: '寒暄',
  fallback: '没有听懂',
}

const kinds: Record<string, string> = {
  queued: '进入排队', assigned: '接入', transferred: '转交', requeued: '退回排队', reassigned: '改派',
  taken_over: '接管', kept: '暂不改派', closed: '结束',
}

/** Why a case moved. Its way into the queue has the reasons above, its end those of a disposition. */
const causes: Record<string, string> = {
  pulled: '坐席主动接入', same_person: '由上次的坐席接待', least_loaded: '分配给最空闲的坐席', supervisor: '班长接管',
  to_person: '转给同事', handed_back: '坐席退回', no_first_reply: '首次回复超时',
  nobody_free: '没有空闲坐席', offline: '坐席离线', holder_gone: '坐席账号已停用或改了角色', visitor_left: '企业没有回应', forgotten: '个人信息已删除',
  servicer_ended: '企业微信的接待人员结束',
}

const channels: Record<string, string> = { web: '网页', cli: '命令行', wechat_mp: '公众号', wecom: '微信客服' }

export const words = {
  product: '线上人工帮办工作台',
  chat,
  dispositions,
  reminders,
  visitor: (mark: string) => `来访者 ${mark}`,
  visitorAbout: (mark: string, about: string) => `来访者 ${mark}：${about}`,
  loading: '正在读取…',
  failed: '没有读到，请稍后再试。',
  retry: '重试',
  cancel: '取消',
  close: '关闭',

  signIn: {
    title: '登录',
    lead: '为企业服务的同事从这里登录',
    login: '用户名',
    password: '密码',
    submit: '登录',
    submitting: '正在登录…',
    loginMissing: '请输入用户名',
    passwordMissing: '请输入密码',
    unreachable: '服务器没有响应，请检查网络后再试。',
    expired: '登录已过期，请重新登录。',
    left: '您已退出。',
    renewed: '密码已修改，请用新密码登录。',
  },

  moment: (day: string, clock: string) => `${day} ${clock}`,
  tickets: ticketWords,
  training: trainingWords,
  calls: callWords,
  members: memberWords,
  figures: figureWords,

  header: {
    pages: '页面',
    desk: '会话',
    available: '接待中',
    paused: '暂停接待',
    availability: '接待新的会话',
    load: (load: number, capacity: number) => `正在接待 ${load} / ${capacity}`,
    notify: '开启桌面提醒',
    notifyDenied: '桌面提醒被浏览器禁止',
    shortcuts: '快捷键',
    password: '修改密码',
    signOut: '退出',
    signOutEverywhere: '在所有设备上退出',
    signedIn: (name: string, role: string) => `${name}（${role}）`,
    dueCalls: (count: number) => `${count} 个待回访`,
    connection: { ready: '已连接', connecting: '正在连接…', offline: '连接中断，正在重连…' },
    unsent: '连接中断。您写的话都留着，恢复后自动发出。',
    reconnect: '立即重连',
  },
  roles: {
    staff: '坐席',
    supervisor: '班长',
    trainer: '训练师',
    manager: '主管',
    admin: '管理员',
  } satisfies Record<Member['role'], string>,

  list: {
    label: '会话列表',
    mine: '我的会话',
    queued: '排队中',
    others: '同事会话',
    search: '按企业、联系人、内容筛选',
    searchShort: '查找会话',
    group: '按分组筛选',
    allGroups: '全部分组',
    noMine: '手上没有会话。到“排队中”接入一个，或者打开“接待中”等候分配。',
    noQueued: '没有企业在排队。',
    noOthers: '同事手上没有会话。',
    noMatch: '没有符合筛选条件的会话。',
    waited: (time: string) => `已等 ${time}`,
    talking: (time: string) => `接待 ${time}`,
    urgent: '紧急',
    unread: (count: number) => `${count} 条未读`,
    unreadMark: (count: number) => (count > 99 ? '99+' : String(count)),
    heldBy: (name: string) => `${name} 接待中`,
    draft: '草稿',
  },
  due: {
    waitCalm: '排队正常',
    waitSoon: '等候较久',
    waitLate: '等候过久',
    first: (time: string) => `首次回复还剩 ${time}`,
    firstLate: (time: string) => `首次回复超时 ${time}`,
    replied: '已首次回复',
  },
  seconds: (seconds: number) => `${seconds} 秒`,
  minutes: (minutes: number) => `${minutes} 分钟`,
  minutesSeconds: (minutes: number, seconds: number) => `${minutes} 分 ${seconds} 秒`,
  hours: (hours: number, minutes: number) => `${hours} 小时 ${minutes} 分`,

  reason: (code: string) => reasons[code] ?? code,
  facet: (code: string) => facets[code] ?? code,
  outcome: (code: string) => outcomes[code] ?? code,
  decision: (kind: string, cause: string) => `${kind}：${cause}`,
  kind: (code: string) => kinds[code] ?? code,
  cause: (code: string) =>
    causes[code] ??
    reasons[code] ??
    dispositions[code as Disposition]?.title ??
    (code.startsWith('to_') ? `转到${groups[code.slice(3) as Group] ?? code}分组` : code),
  /** What the form asks for. The other slots are the assistant's own. */
  slots: {
    assist_matter: '帮办事项',
    question: '问题',
    enterprise_name: '单位名称',
    uscc: '信用代码',
    contact_name: '联系人',
    phone: '电话',
    preferred_time: '方便时间',
  } as Record<string, string>,
  disposition: (code: string | null) =>
    code === null ? '未结束' : (dispositions[code as Disposition]?.title ?? code),
  channel: (code: string) => channels[code] ?? code,
  titleUnread: (count: number) => `（${count} 条未读）线上人工帮办工作台`,

  pane: {
    label: '会话',
    none: '从左侧选择一个会话',
    noneHint: '排队中的会话可以先看内容，再决定接入。按 ? 查看快捷键。',
    readsOnly: '您的角色不接待企业：可以看会话、写内部备注。',
    typing: '企业正在输入…',
    read: '企业已读',
    queued: '排队中',
    mine: '我在接待',
    heldBy: (name: string) => `${name} 接待中`,
    gone: '这个会话已经不在列表里：企业离开了队列、已经结束，或由别的同事接待。',
    transcript: '会话记录',
    since: '以下是新消息',
    newMessages: (count: number) => `${count} 条新消息`,
    visitor: '企业',
    assistant: '自动助手',
    system: '系统',
    you: '我',
    noteBy: (name: string) => `${name} 的内部备注`,
    noteHint: '企业看不到',
    today: '今天',
    yesterday: '昨天',
    day: (month: number, day: number) => `${month} 月 ${day} 日`,
    dayOfYear: (year: number, month: number, day: number) => `${year} 年 ${month} 月 ${day} 日`,
    sending: '发送中…',
    waiting: '等待连接恢复后发送',
    held: (reason: string) => `${reason}，稍后自动重发`,
    refused: (reason: string) => `没有发出：${reason}`,
    discard: '撤下',
    rated: (useful: boolean) => (useful ? '企业评价：有用' : '企业评价：没用'),
    card: (title: string) => `事项卡片：${title}`,
    dismiss: '知道了',
  },

  actions: {
    label: '会话操作',
    claim: '接入',
    transfer: '转交',
    handBack: '退回排队',
    close: '结束会话',
    takeOver: '接管',
    ticket: '登记帮办单',
  },
  done: {
    claim: '已接入会话',
    transfer: '会话已转交',
    hand_back: '会话已退回排队',
    close: '会话已结束，由自动助手继续服务',
    take_over: '已接管会话',
  } as Partial<Record<string, string>>,

  files: {
    send: '发图片或 PDF',
    sending: (name: string) => `正在发送 ${name}`,
    again: '重试',
    drop: '取消',
    fileKind: '只能发 JPG、PNG、WebP 图片和 PDF',
    fileTooLarge: (megabytes: number) => `文件太大，最多 ${megabytes} MB`,
    fileEmpty: '文件是空的',
    fileFailed: '没有发出去',
  },

  composer: {
    mode: '写给谁',
    say: '回复企业',
    note: '内部备注',
    sayPlaceholder: '输入回复，Enter 发送，Shift+Enter 换行，“/” 调出常用语',
    notePlaceholder: '写给同事的备注，企业看不到。Enter 保存',
    watchPlaceholder: '您没有接待这个会话，可以写内部备注',
    send: '发送',
    save: '保存备注',
    canned: '常用语',
    cannedNone: '没有符合的常用语',
    cannedHint: '↑↓ 选择，Enter 填入，Esc 关闭',
    left: (count: number) => `还可以写 ${count} 字`,
    over: (count: number, most: number) => `超出 ${count} 字，一次最多 ${most} 字`,
    someone: '负责人',
    enterprise: '贵企业',
  },

  transfer: {
    title: '转交会话',
    to: '转交给',
    colleagues: '同事',
    groups: '分组排队',
    offline: '不在线',
    paused: '暂停接待',
    load: (load: number, capacity: number) => `${load} / ${capacity}`,
    full: '已满',
    note: '给接手同事的话（企业看不到）',
    submit: '确认转交',
    none: '没有其他同事',
  },
  ending: {
    title: '结束会话',
    lead: '结束后由自动助手继续服务。请选择处理结果：',
    label: '处理结果',
    submit: '结束会话',
  },
  returning: {
    title: '退回排队',
    lead: '企业会回到队列，原来的排队位置不变，由其他同事接手。',
    submit: '退回排队',
  },

  known: {
    label: '企业与会话信息',
    enterprise: '企业信息',
    name: '企业名称',
    uscc: '统一社会信用代码',
    contact: '联系人',
    phone: '电话',
    channel: '来源',
    unknown: '未提供',
    summary: '转人工原因',
    reading: '助手的理解',
    matter: '事项',
    confidence: '把握',
    percent: (share: number) => `${Math.round(share * 100)}%`,
    facet: '所问',
    outcome: '助手处理',
    earlier: (count: number) => `之前 ${count} 句`,
    noReading: '助手没有判断出事项。',
    proposals: '事项推荐',
    proposalsHint: '按企业最近的话查找，点“发送”把事项卡片发给企业',
    search: '换个说法查找事项',
    sendCard: '发送',
    sendCardOf: (title: string) => `发送事项卡片：${title}`,
    noProposals: '没有找到合适的事项。',
    history: '历史会话',
    noHistory: '没有历史会话。',
    tickets: '帮办单',
    noTickets: '没有帮办单。',
    undelivered: '未送达',
    messageOf: (seq: number) => `第 ${seq} 条消息`,
    deliveryStates: { waiting: '等待发送', uncertain: '不确定', failed: '没有送达' },
    resend: '再发一次',
    decisions: '分派记录',
    noDecisions: '还没有分派记录。',
    by: (name: string) => `由${name}处理`,
  },

  persons: {
    title: '同一个人的其他会话',
    none: '没有关联别的会话。',
    merge: '合并…',
    look: '查看对话',
    undo: '撤销合并',
    undoSure: '撤销后，两边各自恢复到合并前的样子，对话和帮办单都不会丢。',
    undone: '已撤销合并',
    done: '已合并',
    how: (how: 'staff' | 'code', when: string) => (how === 'staff' ? `工作人员合并于 ${when}` : `本人用关联码确认于 ${when}`),
    stranger: (mark: string) => `来访者 ${mark}`,
    lastAt: (when: string) => `最近 ${when}`,
    noTickets: '没有帮办单',
    dialog: '合并为同一个人',
    search: '姓名、单位、电话或帮办单号',
    find: '查找',
    found: '请选择同一个人的另一个会话',
    nobody: '没有找到。请换个姓名、电话或单号。',
    here: '当前会话',
    there: '要合并的会话',
    effect: '合并后，工作人员能一起看到两边的历史会话和帮办单；两边的对话仍各自保留，随时可以撤销。操作会记入审计。',
    submit: '确认合并',
  },

  shortcuts: {
    title: '快捷键',
    keys: [
      ['Alt + ↑ / ↓', '上一个 / 下一个会话'],
      ['Enter', '发送'],
      ['Shift + Enter', '换行'],
      ['/', '在空输入框里调出常用语'],
      ['Esc', '关闭面板或常用语'],
      ['?', '打开本说明'],
    ] as const,
  },
  alerts: { label: '提醒', open: '查看会话', dismiss: '知道了' },
}
