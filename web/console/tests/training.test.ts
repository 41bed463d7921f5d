import type { Member } from '@esa/contract'
import { describe, expect, it } from 'vitest'
import { trainingPages } from '../src/router'
import { matrixOf } from '../src/training/models/confusion'
import { MEASURES, shareOf } from '../src/training/models/trial'
import { moved } from '../src/training/models/useModels'
import { member } from './fakes'

describe('the pages of the training', () => {
  const pages = (role: Member['role']) => trainingPages(member({ role }))

  it('are all for who trains; a supervisor reads, a manager sees what was released', () => {
    expect(pages('trainer')).toEqual(['inbox', 'examples', 'changes', 'models', 'coverage'])
    expect(pages('supervisor')).toEqual(['inbox', 'examples', 'changes', 'coverage'])
    expect(pages('manager')).toEqual(['models'])
    expect(pages('staff')).toEqual([])
  })
})

describe('what moves', () => {
  const key = ({ id }: { id: number }) => id

  it('takes its own place, or the first when it is new', () => {
    const list = [{ id: 2 }, { id: 1 }]
    const one = { id: 1, now: true }
    expect(moved(list, one, key)).toEqual([{ id: 2 }, one])
    expect(moved(list, { id: 3 }, key).map(key)).toEqual([3, 2, 1])
  })
})

describe('the confusion matrix', () => {
  const pair = (label: string, got: string, n: number) => ({ label, got, n, before: null })

  it('shows the heaviest pairs first', () => {
    const matrix = matrixOf([pair('a', 'b', 1), pair('c', 'd', 5)])
    expect([matrix.rows, matrix.columns, matrix.most]).toEqual([['c', 'a'], ['d', 'b'], 5])
    expect(matrix.at('c', 'd')?.n).toBe(5)
    expect(matrix.at('c', 'b')).toBeNull()
  })

  it('fits a page whatever is confused', () => {
    const many = Array.from({ length: 40 }, (_, index) => pair(`a${index}`, `b${index}`, index + 1))
    const matrix = matrixOf(many)
    expect([matrix.rows.length, matrix.columns.length]).toEqual([12, 12])
    expect(matrix.rows[0]).toBe('a39')
  })
})

describe('the figures of a trial', () => {
  const side = (change: Partial<Parameters<typeof shareOf>[0]> = {}) => ({
    ...{ model: 'a', turns: 30, useful: 0, useless: 0, clarified: 3, fallback: 0, handoff: 6 },
    ...change,
  })
  const shares = (of: ReturnType<typeof side>) => MEASURES.map((measure) => shareOf(of, measure))

  it('are shares of the turns, and ratings of what was rated', () => {
    expect(shares(side({ useful: 24, useless: 6 }))).toEqual([undefined, 0.8, 0.2, 0.1, 0, 0.2])
  })

  it('are not given where they are too few', () => {
    expect(shares(side({ useful: 28, useless: 1 }))).toEqual([undefined, null, null, 0.1, 0, 0.2])
    expect(shares(side({ turns: 29 }))).toEqual([undefined, null, null, null, null, null])
  })
})
