/** The words of change sets (修改) and of their review. */
import type { ChangeOut, SetEventOut, SetOut, ValidationOut } from '@esa/contract'

type Clash = NonNullable<ChangeOut['clash']>

const states: Record<SetOut['state'], string> = {
  draft: '草稿', submitted: '待审核', approved: '已通过', rejected: '已退回', released: '已发布',
}

const kinds: Record<ChangeOut['kind'], string> = {
  add: '新增例句', edit: '修改例句', remove: '删去例句', alias: '新说法', matter: '提议新事项', check: '只记意思',
}

const clashes: Record<Clash, string> = {
  gone: '原来的例句已经不在了', moved: '原来的例句已经换了标签', elsewhere: '新的例句已经在别的标签里',
  alias_taken: '这个说法已经属于别的事项',
}

const steps: Record<SetEventOut['kind'], string> = {
  begun: '开始', submitted: '提交审核', approved: '通过', rejected: '退回', reopened: '取回草稿', undone: '撤销一处',
  released: '发布',
}

const validations: Record<ValidationOut['state'], string> = { running: '正在检查', passed: '没有问题', failed: '有问题' }

export const changeWords = {
  heading: '修改',
  list: '修改列表',
  detail: '修改的内容',
  state: '状态',
  allStates: '全部状态',
  states,
  mine: '我的草稿',
  others: '各份修改',
  noDraft: '您还没有草稿。在收件箱里改正，或在例句里修改，就会有一份。',
  untitled: (author: string) => `${author}的草稿`,
  count: (count: number) => `${count} 处`,
  by: (author: string, when: string) => `${author}，${when}`,
  more: '更早的修改',
  none: '没有这种状态的修改。',
  noneYet: '还没有修改。',
  choose: '从左侧选择一份修改',
  chooseHint: '每一处改了什么、从哪来、有没有冲突，都在里面。',
  release: (number: string) => `第 ${number} 次发布`,

  kinds,
  before: '原来',
  after: '改为',
  label: '标签',
  facets: '问的栏目',
  entities: '实体',
  unsaid: '未说明',
  noFacet: '没有问栏目',
  noEntity: '没有标出',
  aliasOf: (title: string) => `“${title}”的新说法：`,
  said: (text: string) => `企业的原话：“${text}”`,
  item: '看收件箱里的这句',
  warned: '存的时候确认过：',
  clashes,
  clash: (why: string) => `冲突：${why}`,
  clashed: (count: number) => `有 ${count} 处和已经通过的内容冲突，不能通过。请作者取回草稿，撤销或改好标出的几处。`,
  clashedDraft: (count: number) => `有 ${count} 处和已经通过的内容冲突，请先撤销或改好标出的几处，再提交。`,
  sentBack: (name: string, why: string) => `${name}退回的理由：${why}`,
  undo: '撤销这一处',
  undoOf: (number: number) => `撤销第 ${number} 处`,
  number: (number: number) => `第 ${number} 处`,
  undone: '已撤销',
  undoneDone: '已撤销这一处',
  hideUndone: '不看撤销了的',
  empty: '这份修改里没有内容了。',

  actions: '处理这份修改',
  submit: '提交审核',
  submitAlone: '提交并通过',
  submitting: {
    title: '提交修改',
    lead: '提交后由另一位同事审核。通过以前可以随时取回。',
    leadAlone: '本单位不需要第二个人审核：提交就等于通过，随下一次训练生效。',
    name: '标题',
    namePlaceholder: '改了什么，例如：补充刻章的问法',
  },
  submitted: '已提交',
  approve: '通过',
  approving: { title: '通过这份修改', lead: '通过的内容随下一次训练生效。', reason: '给作者的话（可以不写）' },
  approved: '已通过',
  reject: '退回',
  rejecting: { title: '退回这份修改', lead: '作者取回草稿、改好以后会再提交。', reason: '退回的理由' },
  rejected: '已退回',
  reopen: '取回草稿',
  reopened: '已取回草稿',
  draftOpen: '您还有一份草稿，提交以后才能取回这一份。',
  ownSet: '自己的修改要由另一位同事审核。',
  failed: '没有做成，请稍后再试。',

  validation: '用 Rasa 检查',
  validate: '用 Rasa 检查',
  validateHint: '把底本、已通过的修改和这一份放在一起检查，要半分钟左右。',
  validating: '正在检查，要半分钟左右。可以先看别的。',
  validations,
  validationLines: 'Rasa 的检查结果',
  notValidated: '还没有检查过。',
  begun: '已开始检查',

  history: '经过',
  steps,
  staff: (name: string | null) => name ?? '系统',
}
