import { CHAT_WORDS } from '@esa/chat'
import { createApp, h, type App } from 'vue'
import { afterEach, describe, expect, it, vi } from 'vitest'
import TranscriptView from '../src/desk/TranscriptView.vue'
import { words } from '../src/words.zh'
import { A, member, message } from './fakes'

const { desk } = vi.hoisted(() => ({ desk: {} as Record<string, unknown> }))
vi.mock('../src/desk/useDesk', () => ({ useDesk: () => desk }))

const STAFF = { author: 'staff', author_name: '陈静' } as const
const NOTICE = { author: 'system', body: { kind: 'notice', text: '陈静接待', event: 'joined' } } as const
const note = { id: 'n', at: '2026-11-24T02:09:00Z', author_name: '李强', text: '请核对' }
const at = (seq: number) => ({ at: `2026-11-24T02:0${seq}:00Z` })

describe('the read mark', () => {
  let app: App

  /** The texts of the lines under which it stands. */
  function marked(messages: ReturnType<typeof message>[], read: number): string[] {
    const room = { messages, notes: [note], read, typing: false, replaying: false }
    const state = { rooms: new Map([[A, room]]), pending: [] }
    Object.assign(desk, { state, member: member(), connected: true, unread: () => 0, look: () => {} })
    const page = document.createElement('div')
    app = createApp({ render: () => h(TranscriptView, { conversation: A, held: true }) }).provide(CHAT_WORDS, words.chat)
    app.mount(page)
    return [...page.querySelectorAll('.message, .note')].flatMap((line) =>
      line.textContent.includes(words.pane.read) ? [line.querySelector('.bubble')?.textContent.trim() ?? ''] : [],
    )
  }

  afterEach(() => app.unmount())

  it('stands under the last words of staff, also when a note is the last line', () => {
    const messages = [message(1, at(1)), message(2, { ...STAFF, ...at(2) }), message(3, { ...STAFF, ...at(3) }), message(4, { ...NOTICE, ...at(4) })]
    expect(marked(messages, 3)).toEqual(['第 3 句'])
  })

  it('stands nowhere before they were read, nor after an answer', () => {
    const messages = [message(1, at(1)), message(2, { ...STAFF, ...at(2) })]
    expect(marked(messages, 1)).toEqual([])
    app.unmount()
    expect(marked([...messages, message(3, at(3))], 3)).toEqual([])
  })
})
