/** The words of the examples (例句). */
import type { ExampleOut, FindingOut } from '@esa/contract'

/** What is said beside the other example, its label and its similarity; of the rest the server says it. */
const beside: Partial<Record<FindingOut['code'], string>> = {
  duplicate: '已经有这句了',
  duplicate_elsewhere: '这句已经在别的标签里，要改标签请直接修改那一句',
  near: '和同一标签的例句几乎一样',
  near_elsewhere: '和别的标签的例句几乎一样',
  means_another: '意思和别的标签的例句很接近',
}

const short: Record<string, string> = {
  near: '同标签里有几乎一样的', near_elsewhere: '别的标签里有几乎一样的', means_another: '意思接近别的标签', few: '例句不够',
}

export const exampleWords = {
  heading: '例句',
  lead: '助手从例句里学会听懂。修改先进您的草稿，审核通过后随下一次训练生效。',
  list: '例句列表',
  search: '例句里的文字',
  label: '标签',
  labelPlaceholder: '全部标签，输入可查找',
  domain: '业务',
  allDomains: '全部业务',
  facet: '问的栏目',
  allFacets: '全部栏目',
  noFacet: '没有问栏目',
  origin: '来源',
  allOrigins: '全部来源',
  origins: { base: '底本', changed: '改过或新加' } satisfies Record<ExampleOut['origin'], string>,
  changed: '有修改',
  columns: ['例句', '标签', '问的栏目', '来源'],
  unsaid: '未说明',
  clear: '清除筛选',
  none: '没有符合条件的例句。',
  noneYet: '还没有例句。',
  total: (count: number) => `共 ${count} 句`,
  before: '上一页',
  after: '下一页',

  core: '核心事项',
  count: (there: number, least: number) => `${there} 句，应有 ${least} 句`,
  lacks: (count: number) => `还差 ${count} 句`,
  enough: '够了',
  called: (names: readonly string[]) => `又叫：${names.join('、')}`,

  take: '导出筛选出的例句',
  formats: { xlsx: 'XLSX', csv: 'CSV', yaml: 'YAML' },
  file: (format: string) => `例句.${format === 'yaml' ? 'yml' : format}`,

  add: '新增例句',
  edit: '修改例句',
  gone: '没有找到这句例句，可能已经改过或删去了。',
  text: '例句',
  length: (count: number, most: number) => `${count} / ${most} 字`,
  chooseLabel: '选择意图或事项',
  moves: (from: string, to: string) => `从“${from}”移到“${to}”`,
  save: '存进草稿',
  saveNext: '存进草稿，接着写',
  stored: '已存进草稿',
  notStored: '没有存上，写的内容都还在。请稍后再试。',
  toDraft: '查看草稿',
  restore: '恢复原样',

  checking: '正在检查…',
  checkedFine: '检查通过，可以存。',
  notChecked: '没有检查成，请重试。',
  findings: '检查结果',
  error: '不能存',
  warning: '请确认',
  beside: (code: FindingOut['code']) => beside[code],
  warnedOf: (code: string) => short[code] ?? code,
  similarity: (share: number) => `相似 ${Math.round(share * 100)}%`,
  confirm: '看过了，仍然要存',

  remove: '删去这句',
  removeSure: '这句例句会从下一次训练里去掉。删去先记在您的草稿里，提交之前都可以撤销。',
  removeAnyway: '仍然删去',
  removed: '已在草稿里删去',

  takeIn: '导入',
  importing: {
    title: '导入例句',
    lead: '选导出的那种表格（XLSX），或 Rasa 的 YAML。全部存进草稿，或者一句也不存。',
    choose: '选择文件',
    another: '换一个文件',
    reading: (name: string) => `正在读取并检查 ${name}…`,
    failed: '没有导入，请稍后再试。',
    counts: (rows: number, added: number, edited: number, unchanged: number) =>
      `共 ${rows} 句：新增 ${added} 句，修改 ${edited} 句，没有变化 ${unchanged} 句。`,
    stored: (count: number) => `已把 ${count} 句存进草稿。`,
    nothing: '文件里的例句都已经有了，没有要存的。',
    refused: (count: number) => `有 ${count} 处不能存，一句也没有导入。请改好文件再选一次。`,
    confirm: (count: number) => `有 ${count} 处要确认，还没有导入。`,
    anyway: '都看过了，全部存进草稿',
    rowOf: (row: number) => `第 ${row} 行`,
    list: '检查出的问题',
  },
}
