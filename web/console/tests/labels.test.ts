import type { LabelOut } from '@esa/contract'
import { describe, expect, it } from 'vitest'
import { searchLabels } from '../src/training/labels'

const label = (code: string, title: string, ...names: string[]): LabelOut => ({
  ...{ label: code, title, names, core: false, examples: 20, least: 20 },
  ...{ domain: null, matter: null },
})

const LABELS = [
  label('tax/tax_invoice', '发票领用', '领发票'),
  label('registration/reg_seal', '印章刻制备案', '刻章', '刻公章'),
  label('tax/tax_new', '新办纳税人套餐', '第一次领发票'),
  label('out_of_scope', '不在服务范围'),
]
const found = (query: string) => searchLabels(LABELS, query).map((one) => one.label.label)

describe('labels', () => {
  it('are all there while nothing is typed, out of scope at the top', () => {
    expect(found(' ')[0]).toBe('out_of_scope')
    expect(found('')).toHaveLength(4)
  })

  it('are found by title, then by what people call them, and out of scope stays within reach', () => {
    expect(found('发票')).toEqual(['tax/tax_invoice', 'tax/tax_new', 'out_of_scope'])
    expect(found('REG_')).toEqual(['registration/reg_seal', 'out_of_scope'])
    expect(found('没有这个')).toEqual(['out_of_scope'])
  })

  it('hold every typed word, and say by which name they were found', () => {
    expect(searchLabels(LABELS, '公章 备案')).toMatchObject([{ name: '刻公章' }, { name: null }])
    expect(searchLabels(LABELS, '印章')[0]?.name).toBeNull()
  })
})
