// @vitest-environment happy-dom
import { memoryStore } from '@esa/net/storage'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { ChatClient } from '../src/net/client'
import { giveSigns, LOOK_EVERY, TELL_EVERY } from '../src/signs'

const store = memoryStore()
const sent: unknown[] = []
const stand = { owner: 'staff', open: true }
const client = {
  snapshot: () => ({ owner: stand.owner }),
  connection: { send: (frame: unknown) => stand.open && sent.push(frame) > 0 },
} as unknown as ChatClient

let area: HTMLTextAreaElement

function type(text: string): void {
  area.value = text
  area.dispatchEvent(new Event('input', { bubbles: true }))
}

beforeEach(() => {
  vi.useFakeTimers()
  document.body.innerHTML = '<textarea></textarea>'
  area = document.querySelector('textarea')!
  Object.assign(stand, { owner: 'staff', open: true })
})
afterEach(() => vi.useRealTimers())

it('tells a person now and then that one writes, and that one has stopped', () => {
  giveSigns(client, store)
  sent.length = 0
  type('您')
  type('您好')
  expect(sent).toEqual([{ type: 'typing', on: true }])
  vi.advanceTimersByTime(TELL_EVERY)
  type('您好吗')
  type('')
  type('')
  expect(sent.slice(1)).toEqual([
    { type: 'typing', on: true },
    { type: 'typing', on: false },
  ])

  // Anew when what was written has been sent, however soon.
  type('要带营业执照吗')
  area.value = ''
  type('好')
  expect(sent.slice(3)).toEqual([
    { type: 'typing', on: true },
    { type: 'typing', on: true },
  ])

  // The assistant is told nothing.
  stand.owner = 'bot'
  vi.advanceTimersByTime(TELL_EVERY)
  type('您好')
  expect(sent).toHaveLength(5)
})

it('tells a person once how far one has read, when the line is there', () => {
  giveSigns(client, store)
  sent.length = 0
  store.set('seen', '4')
  stand.open = false
  vi.advanceTimersByTime(LOOK_EVERY)
  expect(sent).toEqual([])
  stand.open = true
  vi.advanceTimersByTime(3 * LOOK_EVERY)
  expect(sent).toEqual([{ type: 'read', seq: 4 }])
})
