/** The words of what the matters still lack (覆盖). */
import type { CoverageOut } from '@esa/contract'

export type Todo = CoverageOut['todo'][number]

const todos: Record<Todo, string> = {
  expired: '事实已过期', contradiction: '事实有矛盾', facts: '缺事实', examples: '例句不够', expiring: '事实快到期',
  ratings: '评价差', misread: '常被误解', inbox: '收件箱待处理',
}

export const coverageWords = {
  heading: '覆盖',
  lead: '每个事项还缺什么，接下来先做什么。要做的多的排在前面。',
  todos,
  todo: '要做的事',
  allTodos: '全部事项',
  search: '事项名称',
  domain: '业务',
  allDomains: '全部业务',
  coreOnly: '只看核心事项',
  core: '核心',
  list: '事项的覆盖情况',
  columns: {
    title: '事项', examples: '例句', missing: '缺的栏目', facts: '事实', ratings: '评价', misread: '误解', open: '收件箱', todo: '接下来',
  },
  sortBy: (column: string) => `按${column}排序`,
  examples: (there: number, least: number) => `${there} / ${least}`,
  toExamples: (title: string, there: number, least: number) => `查看“${title}”的例句：${there} 句，应有 ${least} 句`,
  field: { authority: '受理部门', channel: '办理渠道' } as Record<string, string>,
  allThere: '齐全',
  expired: (count: number) => `${count} 条过期`,
  expiring: (count: number) => `${count} 条 60 天内到期`,
  ends: (date: string) => `最早 ${date} 到期`,
  useful: (useful: number, rated: number) => `${useful} / ${rated} 有用`,
  unrated: '没有评价',
  misread: (count: number) => `${count} 次`,
  open: (count: number) => `${count} 句`,
  toInbox: (title: string, count: number) => `查看收件箱里关于“${title}”的 ${count} 句`,
  nothing: '—',
  done: '暂时没有要做的。',
  none: '没有符合条件的事项。',
  total: (count: number, all: number) => (count === all ? `共 ${all} 个事项` : `${all} 个事项中的 ${count} 个`),
}
