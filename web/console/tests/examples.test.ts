import type { CoverageOut } from '@esa/contract'
import { describe, expect, it } from 'vitest'
import { diff } from '../src/training/changes/diff'
import { counted, matching, sorted } from '../src/training/coverage/sorting'
import { stripped } from '../src/training/stripped'

describe('an example that is sent', () => {
  it('has no blanks around it, and its marks stay with their words', () => {
    const written = { text: '  刻章 ', entities: [{ start: 2, end: 4, entity: 'alias' }] }
    expect(stripped(written)).toEqual({ text: '刻章', entities: [{ start: 0, end: 2, entity: 'alias' }] })
  })
})

describe('two texts', () => {
  it('are shown with what only one of them has', () => {
    expect(diff('刻章要多少钱', '刻公章多少钱呢')).toEqual({
      before: [
        { text: '刻章', own: false },
        { text: '要', own: true },
        { text: '多少钱', own: false },
      ],
      after: [
        { text: '刻', own: false },
        { text: '公', own: true },
        { text: '章多少钱', own: false },
        { text: '呢', own: true },
      ],
    })
  })

  it('that have little in common are told as two', () => {
    expect(diff('盖电子章时提示未授权', '公章刻好以后要备案吗').before).toEqual([{ text: '盖电子章时提示未授权', own: true }])
  })

  it('may be the same, or nothing', () => {
    expect(diff('刻章', '刻章').before).toEqual([{ text: '刻章', own: false }])
    expect(diff('', '刻章')).toEqual({ before: [], after: [{ text: '刻章', own: true }] })
  })
})

const matter = (name: string, values: Partial<CoverageOut>): CoverageOut => ({
  matter: name, title: name, domain: 'tax', core: false, label: `tax/${name}`, examples: 20, least: 20, missing: [], expired: 0,
  expiring: 0, ends: null, rated: 0, useful: 0, misread: 0, open: 0, todo: [], ...values,
})

describe('coverage', () => {
  const matters = [
    matter('a', { rated: 10, useful: 2, todo: ['ratings'] }),
    matter('b', { core: true, examples: 10, least: 40, expiring: 9, todo: ['examples', 'expiring'] }),
    matter('c', { domain: 'ip', expired: 1, rated: 4, useful: 4, todo: ['expired'] }),
    matter('d', {}),
  ]
  const names = (found: readonly CoverageOut[]) => found.map(({ matter: name }) => name).join('')
  const ANY = { domain: '', todo: '', core: '', q: '' }

  it('leaves the matters that are wanted', () => {
    expect(names(matching(matters, ANY))).toBe('abcd')
    expect(names(matching(matters, { ...ANY, domain: 'ip' }))).toBe('c')
    expect(names(matching(matters, { ...ANY, todo: 'examples', core: '1' }))).toBe('b')
    expect(names(matching(matters, { ...ANY, q: ' D ' }))).toBe('d')
  })

  it('has what is worst first, or last; equal ones keep their order', () => {
    expect(names(sorted(matters, 'examples', false))).toBe('bacd')
    expect(names(sorted(matters, 'facts', false))).toBe('cbad')
    expect(names(sorted(matters, 'ratings', false))).toBe('acbd')
    expect(names(sorted(matters, 'ratings', true))).toBe('bdca')
    expect(names(sorted(matters, 'title', true))).toBe('dcba')
  })

  it('counts what there is to do, and leaves out what nothing needs', () => {
    expect(counted(matters, ['expired', 'misread', 'examples'])).toEqual([
      { kind: 'expired', count: 1 },
      { kind: 'examples', count: 1 },
    ])
  })
})
