/** The words of the trainers' inbox. */
import type { DecisionIn, ItemDetail, ItemOut } from '@esa/contract'
import type { Task } from './drafts'

type Reason = ItemOut['reasons'][number]
type Kind = ItemDetail['history'][number]['kind']

const reasons: Record<Reason, string> = {
  low: '把握低', clarified: '让企业选了', fallen_back: '没听懂', useless: '评价没用', handed_off: '转了人工',
  staff: '同事另有判断', disagrees: '和例句不一致',
}

/** What the enterprise was badly served with stands out. */
const tones: Record<Reason, string> = {
  low: '', clarified: '', fallen_back: 'late', useless: 'late', handed_off: 'soon', staff: 'accent', disagrees: 'accent',
}

const reasonHints: Record<Reason, string> = {
  low: '回答了，但把握低于 60%', clarified: '没把握，给了几个事项让企业选', fallen_back: '没听懂企业的话',
  useless: '企业对回答点了“没用”', handed_off: '说完十分钟内转了人工',
  staff: '工作人员定的事项和助手的不一样', disagrees: '意思最近的例句多数是另一个标签',
}

const entities: Record<string, string> = {
  alias: '事项别名', uscc: '信用代码', ticket_number: '帮办单号', phone: '电话', amount: '金额', date: '日期',
  enterprise_name: '单位名称', variant: '企业或情形',
}

/** What came of an item, with the title of the label or matter that it is about. */
const decisions: Record<Kind, (title: string) => string> = {
  label: (title) => `改正为“${title}”`,
  skip: () => '跳过',
  synonym: (title) => `给“${title}”加了说法`,
  matter: () => '提议了新事项',
  undo: () => '撤销了处理',
  again: () => '换了模型又误解，重新打开',
}

const saved: Record<DecisionIn['kind'], (title: string) => string> = {
  label: (title) => `已改正为“${title}”`,
  skip: () => '已跳过',
  synonym: (title) => `已给“${title}”加说法`,
  matter: () => '已提议新事项',
}

export const inboxWords = {
  filters: '筛选',
  state: '处理状态',
  states: { open: '待处理', done: '已处理', skipped: '已跳过' } as Record<ItemOut['state'], string>,
  search: '搜文字',
  reason: '进来的原因',
  allReasons: '全部原因',
  reasons,
  tones,
  reasonHints,
  domain: '业务组',
  allDomains: '全部业务组',
  channel: '渠道',
  allChannels: '全部渠道',
  matter: '事项',
  allMatters: '全部事项',
  period: '说的时间',
  periods: { '': '全部时间', '1': '今天', '7': '近 7 天', '30': '近 30 天', days: '自选日期' } as Record<string, string>,
  from: '开始日期',
  to: '结束日期',

  view: '看法',
  views: { items: '单句', clusters: '聚类' } as Record<string, string>,
  order: '排序',
  orders: { last: '最近', count: '最常说' } as Record<string, string>,
  list: '要看的话',
  total: (count: number) => `共 ${count} 句`,
  clustered: (count: number) => `由 ${count} 句聚成，按说过的次数排`,
  more: '显示更多',
  refresh: '刷新',
  none: '没有符合条件的话。',
  noneYet: { open: '收件箱空了，都处理完了。', done: '还没有处理过的话。', skipped: '没有跳过的话。' } as Record<ItemOut['state'], string>,
  times: (count: number) => `说过 ${count} 次`,
  timesMark: (count: number) => `×${count}`,
  read: (title: string, share: string) => `读成：${title} ${share}`,
  notRead: '没有判断出意思',
  looking: (name: string) => `${name}在看`,
  cluster: (count: number, size: number) => `说过 ${count} 次，${size} 种说法`,
  clusterCut: (shown: number) => `只列最常说的 ${shown} 句`,
  clusterLabels: (labels: readonly (readonly [string, number])[]) =>
    `读成：${labels.map(([title, count]) => `${title}（${count}）`).join('、')}`,

  choose: '从左侧选一句话开始',
  readsOnly: '您可以查看，不能修改。',
  percent: (share: number) => `${Math.round(share * 100)}%`,
  said: '企业的话',
  text: '存为例句的文字',
  textHint: '可以改。选中几个字，就能标出实体。',
  restore: '恢复原文',
  mark: (piece: string) => `把“${piece}”标为`,
  unmark: (piece: string, entity: string) => `去掉标记：${piece}（${entity}）`,
  entity: (code: string) => entities[code] ?? code,
  asked: (facet: string) => `问${facet}`,
  staffSays: (title: string) => `同事定为：${title}`,
  nearSays: (title: string) => `相近例句是：${title}`,
  lookingNow: (name: string) => `${name}正在看这句话。您也可以处理，先保存的算数。`,
  facts: (first: string, last: string) => `第一次 ${first}，最近 ${last}`,
  firstLast: (when: string) => `说于 ${when}`,

  tasks: { label: '改正意思', synonym: '加说法', matter: '提议新事项' } as Record<Task, string>,
  task: '怎么处理',
  meaning: '这句话的意思',
  probability: (share: string) => `模型 ${share}`,
  similar: (share: string) => `例句 ${share}`,
  byStaff: '工作人员定的',
  other: '其他意图或事项',
  otherHint: '输入名称或叫法查找',
  outOfScope: '不在服务范围',
  facets: '问的是哪一栏（最多 2 栏，不选就不说明）',
  noFacet: '都没问',
  learn: '只记意思，不当例句',
  learnHint: '不参加训练，只用来检查以后的模型。',
  synonymLead: '企业这样叫一个事项，助手还不认得。加上以后，这个叫法就算这个事项的名称。',
  synonymMatter: '事项',
  synonymName: '新说法（2 到 30 个字）',
  matterLead: '企业问的是服务范围里还没有的事项。写明是什么事，审核时一起看。',
  matterNote: '什么事项，为什么要加',
  save: '保存',
  saveAnyway: '知道了，仍然保存',
  skip: '跳过',
  labelMissing: '请先选这句话的意思。',
  synonymMissing: '请选事项，并写下新说法。',
  noteMissing: '请写明是什么事项。',
  findings: '保存前请看',
  errors: '有不能保存的问题，改好后再存。',
  overtaken: '另一位同事刚刚动过这句话，下面是现在的状态，您写的还在。',
  overtakenBy: (name: string, state: string) => `${name}刚刚处理过这句话，现在是“${state}”。您写的还在下面。`,

  saved,
  last: (text: string, what: string) => `${what}：${text}`,
  undo: '撤销',
  undone: '已撤销，回到待处理',
  decided: (name: string, when: string, what: string) => `${name}于${when} ${what}`,

  evidence: '判断的依据',
  ranking: '模型的排序',
  noRanking: '这句话没有经过模型，例如工作人员在帮办单里写的。',
  nearest: '意思最近的例句',
  noNearest: '没有意思相近的例句。',
  useLabel: (title: string) => `选“${title}”`,
  sightings: '说过的记录',
  sighting: (title: string | null, share: string, outcome: string) => [title, share, outcome].filter(Boolean).join('，'),
  history: '处理记录',
  decisions,
  system: '系统',
  somebody: '同事',

  keys: '快捷键',
  singleKeys: '用单个按键',
  keyList: [
    ['J / K', '下一句 / 上一句，也可以用 ↓ ↑'],
    ['1 – 5', '选候选的意思'],
    ['0', '不在服务范围'],
    ['/', '查找其他意图或事项'],
    ['E', '改文字'],
    ['Enter', '保存；在按钮上用 Ctrl + Enter'],
    ['S', '跳过'],
    ['U', '撤销刚才的处理'],
    ['Esc', '离开输入框'],
  ] as const,
}
