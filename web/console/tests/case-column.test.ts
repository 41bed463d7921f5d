import { memoryStore } from '@esa/net/storage'
import { createApp, nextTick, reactive, type App } from 'vue'
import { afterEach, expect, it, vi } from 'vitest'
import CaseColumn from '../src/desk/CaseColumn.vue'
import { A, B, found, held } from './fakes'

const { desk } = vi.hoisted(() => ({ desk: { value: {} as Record<string, unknown> } }))
vi.mock('../src/desk/useDesk', async (real) => ({ ...(await real<object>()), useDesk: () => desk.value }))

let app: App

/** The tab that is shown when the lists became these, one after the other. */
async function shown(...lists: Record<string, unknown>[]): Promise<string | undefined> {
  const state = { loaded: true, rooms: new Map() }
  const now = reactive({ state, answers: true, supervises: false, open: null, opened: null, mine: [], queued: [], unread: () => 0, store: memoryStore(), ...lists[0] })
  desk.value = now
  const page = document.createElement('div')
  app = createApp(CaseColumn)
  app.mount(page)
  for (const next of lists.slice(1)) {
    Object.assign(now, next)
    await nextTick()
  }
  return page.querySelector('[role="tab"][aria-selected="true"]')?.id
}

afterEach(() => app.unmount())

it('shows what waits to whom nothing was given, and then what was', async () => {
  expect(await shown({ queued: [found(A)] })).toBe('tab-queued')
  app.unmount()
  expect(await shown({ queued: [found(A)] }, { queued: [], mine: [held(A)] })).toBe('tab-mine')
})

it('stays with what waits while there is some, or while a conversation is read', async () => {
  expect(await shown({ queued: [found(A), found(B)] }, { queued: [found(B)], mine: [held(A)] })).toBe('tab-queued')
  app.unmount()
  expect(await shown({ queued: [found(A)] }, { open: A }, { queued: [], mine: [held(B)] })).toBe('tab-queued')
})
