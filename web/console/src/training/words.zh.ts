/** The words around the pages of those who train the assistant. */
import { changeWords } from './changes/words.zh'
import { coverageWords } from './coverage/words.zh'
import { exampleWords } from './examples/words.zh'
import { inboxWords } from './inbox/words.zh'
import { modelWords } from './models/words.zh'

export const trainingWords = {
  title: '训练',
  pages: '训练页面',
  titles: { inbox: '收件箱', examples: '例句', changes: '修改', models: '模型', coverage: '覆盖' },
  picker: {
    list: '意图和事项',
    called: (name: string) => `又叫“${name}”`,
    clear: (title: string) => `清除“${title}”`,
    none: '没有找到。换个说法再试。',
  },
  inbox: inboxWords,
  examples: exampleWords,
  changes: changeWords,
  models: modelWords,
  coverage: coverageWords,
}
