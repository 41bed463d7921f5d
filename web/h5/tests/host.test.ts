import { afterEach, describe, expect, it, vi } from 'vitest'
import { exactOrigin, Host, readArrival } from '../src/host'
import { memoryStore } from '@esa/net/storage'
import { newKey } from '@esa/net/uuid'
import { Unread } from '../src/unread'
import { message } from './fakes'

const SITE = 'https://site.example'

describe('the origin in the fragment', () => {
  it('is taken when it is exactly an origin', () => {
    expect(exactOrigin(SITE)).toBe(SITE)
    expect(exactOrigin('http://127.0.0.1:8090')).toBe('http://127.0.0.1:8090')
  })

  it.each(['*', 'null', '', 'site.example', `${SITE}/`, `${SITE}/path`, 'javascript:alert(1)', 'file:///a', null])(
    'is not taken from %j',
    (text) => expect(exactOrigin(text)).toBeNull(),
  )

  it('counts only inside a frame', () => {
    const place = { hash: `#origin=${encodeURIComponent(SITE)}&site=demo`, search: '' }
    expect(readArrival(place, true)).toEqual({ origin: SITE, site: 'demo' })
    expect(readArrival(place, false)).toEqual({ origin: null, site: 'demo' })
    expect(readArrival({ hash: '', search: '?site=wx' }, false)).toEqual({ origin: null, site: 'wx' })
  })
})

describe('the page around', () => {
  const parent = { postMessage: vi.fn() } as unknown as Window & { postMessage: ReturnType<typeof vi.fn> }
  afterEach(() => parent.postMessage.mockReset())

  it('is spoken to at its origin only', () => {
    new Host(SITE, parent).tell({ source: 'esa', type: 'close' })
    expect(parent.postMessage.mock.calls).toEqual([[{ source: 'esa', type: 'close' }, SITE]])
  })

  it('is heard only from its origin and its window', () => {
    const seen: boolean[] = []
    new Host(SITE, parent).onVisible((visible) => seen.push(visible))
    const say = (data: unknown, origin: string, source: unknown) => {
      const event = new MessageEvent('message', { data, origin })
      Object.defineProperty(event, 'source', { value: source })
      window.dispatchEvent(event)
    }
    const opened = { source: 'esa', type: 'opened' }
    say(opened, 'https://evil.example', parent)
    say(opened, SITE, window)
    say({ type: 'opened' }, SITE, parent)
    say(null, SITE, parent)
    expect(seen).toEqual([])
    say(opened, SITE, parent)
    say({ source: 'esa', type: 'closed' }, SITE, parent)
    expect(seen).toEqual([true, false])
  })
})

it('unread are the words of others since the last look', () => {
  const store = memoryStore()
  const unread = new Unread(store)
  const messages = [message(1)]
  expect(unread.count(messages)).toBe(0) // never opened: the welcome is no news
  unread.look(messages)
  messages.push(message(2), message(3, { author: 'visitor' }), message(4, { author: 'staff' }))
  expect(unread.count(messages)).toBe(2)
  expect(new Unread(store).count(messages)).toBe(2)
  unread.look(messages)
  expect(unread.count(messages)).toBe(0)
})

it('keys are UUIDs also where the browser does not make them', () => {
  const form = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
  const bytes = { getRandomValues: crypto.getRandomValues.bind(crypto) }
  for (const source of [crypto, bytes, {}]) {
    expect(newKey(source)).toMatch(form)
    expect(newKey(source)).not.toBe(newKey(source))
  }
})
