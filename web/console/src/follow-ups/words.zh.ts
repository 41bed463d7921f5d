/** The words of calls after bad grades. */
const grades: Record<number, string> = { 1: '非常不满意', 2: '不满意', 3: '基本满意', 4: '满意', 5: '非常满意' }

export const callWords = {
  title: '回访',
  heading: '差评回访',
  lead: '评价“不满意”或“非常不满意”的企业，1 个工作日内要有人回访。',
  kinds: { false: '待回访', true: '已回访' } as Record<string, string>,
  list: '回访列表',
  grade: (code: number) => grades[code] ?? String(code),
  due: (time: string) => `${time} 前回访`,
  late: (time: string) => `已超期，应在 ${time} 前回访`,
  graded: (time: string) => `${time} 评价`,
  heldBy: (name: string) => `接待人：${name}`,
  reason: '主要原因',
  comment: '企业的话',
  asked: '当时的问题',
  phone: '电话',
  noPhone: '没有留电话，请在会话里联系',
  conversation: '查看会话',
  call: '登记回访结果',
  note: '回访结果',
  notePlaceholder: '联系了谁，怎么处理的',
  save: '保存',
  saved: '回访结果已保存',
  doneBy: (name: string, time: string) => `${name}，${time}`,
  none: { false: '没有待回访的评价。', true: '还没有回访记录。' } as Record<string, string>,
  total: (count: number) => `共 ${count} 条`,
}
