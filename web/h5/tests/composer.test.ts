import { beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import { lengthOf, sends } from '@esa/chat'
import MessageComposer from '../src/MessageComposer.vue'
import { memoryStore, type Store } from '@esa/net/storage'
import { find, mount } from './mount'

describe('Enter', () => {
  const key = (change: Partial<KeyboardEvent> = {}) => ({
    key: 'Enter',
    shiftKey: false,
    isComposing: false,
    keyCode: 13,
    ...change,
  })

  it('sends', () => expect(sends(key())).toBe(true))
  it('with Shift makes a line', () => expect(sends(key({ shiftKey: true }))).toBe(false))
  it('belongs to the input method while it composes', () => expect(sends(key({ isComposing: true }))).toBe(false))
  it('that ended a composition in Safari does not send', () => expect(sends(key({ keyCode: 229 }))).toBe(false))
  it('is the only key that sends', () => expect(sends(key({ key: 'a', keyCode: 65 }))).toBe(false))
})

it('counts as the server does', () => {
  expect(lengthOf('企业😀')).toBe(3)
})

describe('composer', () => {
  let store: Store
  const onSend = vi.fn()

  beforeEach(() => {
    store = memoryStore()
    onSend.mockReset()
  })

  function open() {
    const place = mount(MessageComposer, { store, onSend })
    const area = find<HTMLTextAreaElement>(place, 'textarea')
    return {
      place,
      area,
      async write(text: string) {
        area.value = text
        area.dispatchEvent(new Event('input'))
        await nextTick()
      },
      async press(init: KeyboardEventInit = {}) {
        const event = new KeyboardEvent('keydown', { key: 'Enter', cancelable: true, ...init })
        area.dispatchEvent(event)
        await nextTick()
        await nextTick()
        return event
      },
    }
  }

  it('sends the words without the space around them, and is empty then', async () => {
    const c = open()
    await c.write('  你好\n世界 ')
    const event = await c.press()
    expect(onSend.mock.calls).toEqual([['你好\n世界']])
    expect(event.defaultPrevented).toBe(true)
    expect(c.area.value).toBe('')
    expect(store.get('draft')).toBeNull()
  })

  it('does not send in the middle of a composition', async () => {
    const c = open()
    await c.write('ni hao')
    const event = await c.press({ isComposing: true })
    expect(onSend).not.toHaveBeenCalled()
    expect(event.defaultPrevented).toBe(false)
  })

  it('sends nothing when there is nothing', async () => {
    const c = open()
    await c.write(' \n ')
    await c.press()
    expect(onSend).not.toHaveBeenCalled()
  })

  it('says how much is left, and by how much it is over', async () => {
    const c = open()
    const hint = find(c.place, '[role=status]')
    await c.write('字'.repeat(1799))
    expect(hint.textContent).toBe('')
    await c.write('字'.repeat(1990))
    expect(hint.textContent).toContain('10')
    await c.write('字'.repeat(2003))
    expect(hint.textContent).toContain('多了 3 字')
    expect(c.area.getAttribute('aria-invalid')).toBe('true')
    await c.press()
    expect(onSend).not.toHaveBeenCalled()
    expect(c.area.value).toHaveLength(2003)
  })

  it('keeps the draft for the next time', async () => {
    await open().write('还没写完')
    expect(open().area.value).toBe('还没写完')
  })
})
