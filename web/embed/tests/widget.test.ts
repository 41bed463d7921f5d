import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { chatAddress, readOptions, type Options } from '../src/options'
import { mount } from '../src/widget'

const CHAT = 'https://chat.example'
const options: Options = { origin: CHAT, title: '在线咨询', color: '#1d4ed8', left: false, greeting: '', site: 'demo' }
const listeners: EventListener[] = []
/** The window inside the iframe, which stays empty here. */
const inside = { postMessage: vi.fn(), focus: vi.fn() }
const address = vi.fn<(src: string) => void>()

beforeEach(() => {
  inside.postMessage.mockReset()
  address.mockReset()
  vi.spyOn(HTMLIFrameElement.prototype, 'src', 'set').mockImplementation(address)
  vi.spyOn(HTMLIFrameElement.prototype, 'contentWindow', 'get').mockReturnValue(inside as unknown as Window)
  // Every test has its own page; what earlier widgets listen to must not answer in the next one.
  const add = window.addEventListener.bind(window)
  vi.spyOn(window, 'addEventListener').mockImplementation((type: string, listener: unknown) => {
    listeners.push(listener as EventListener)
    add(type, listener as EventListener)
  })
})
afterEach(() => {
  listeners.splice(0).forEach((listener) => window.removeEventListener('message', listener))
  document.body.innerHTML = ''
})

function open(change: Partial<Options> = {}) {
  mount({ ...options, ...change })
  const host = document.querySelector('esa-widget')!
  const root = host.shadowRoot!
  const button = root.querySelector('button')!
  return {
    host,
    root,
    button,
    box: root.querySelector('div')!,
    badge: root.querySelector('i')!,
    frame: () => root.querySelector('iframe'),
    /** As the browser would deliver it. */
    say(data: unknown, origin = CHAT, source: unknown = inside) {
      const event = new MessageEvent('message', { data, origin })
      Object.defineProperty(event, 'source', { value: source })
      window.dispatchEvent(event)
    },
    isOpen: () => button.getAttribute('aria-expanded') === 'true',
  }
}

describe('options', () => {
  const script = (attributes: Record<string, string>) => {
    const element = document.createElement('script')
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
    Object.defineProperty(element, 'src', { value: `${CHAT}/embed.js?v=1` })
    return element
  }

  it('come from the tag; the chat is where the script is from', () => {
    const tag = { 'data-title': '咨询', 'data-color': '#0a7', 'data-position': 'left', 'data-greeting': '您好', 'data-site': 'park' }
    expect(readOptions(script(tag))).toEqual({ origin: CHAT, title: '咨询', color: '#0a7', left: true, greeting: '您好', site: 'park' })
  })

  it('have defaults', () => {
    expect(readOptions(script({}))).toMatchObject({ title: '在线咨询', color: '#1d4ed8', left: false, greeting: '', site: '' })
  })

  it('pass the exact origin of the page in the fragment', () => {
    expect(chatAddress(options, 'https://site.example')).toBe(
      `${CHAT}/h5/#origin=https%3A%2F%2Fsite.example&site=demo`,
    )
  })
})

describe('widget', () => {
  it('is a labelled button in an open shadow root, once', () => {
    const w = open()
    mount(options)
    expect(document.querySelectorAll('esa-widget')).toHaveLength(1)
    expect(w.root.mode).toBe('open')
    expect(w.button.getAttribute('aria-label')).toBe('在线咨询')
    expect(w.isOpen()).toBe(false)
  })

  it('loads the chat only when somebody comes near', () => {
    const w = open()
    expect(w.frame()).toBeNull()
    w.button.dispatchEvent(new Event('pointerenter'))
    expect(w.frame()?.title).toBe('在线咨询')
    expect(address.mock.calls).toEqual([[chatAddress(options, location.origin)]])
    expect(w.isOpen()).toBe(false)
    w.button.dispatchEvent(new Event('focus'))
    expect(w.root.querySelectorAll('iframe')).toHaveLength(1)
  })

  it('opens and closes with the button', () => {
    const w = open()
    w.button.click()
    expect([w.isOpen(), w.box.classList.contains('o')]).toEqual([true, true])
    w.button.click()
    expect([w.isOpen(), w.box.classList.contains('o')]).toEqual([false, false])
  })

  it('closes with Esc and gives the focus back', () => {
    const w = open()
    w.button.click()
    const focus = vi.spyOn(w.button, 'focus')
    w.button.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }))
    expect(w.isOpen()).toBe(false)
    expect(focus).toHaveBeenCalled()
  })

  it('closes when the chat asks, and gives the focus back', () => {
    const w = open()
    w.button.click()
    const focus = vi.spyOn(w.button, 'focus')
    w.say({ source: 'esa', type: 'close' })
    expect(w.isOpen()).toBe(false)
    expect(focus).toHaveBeenCalled()
  })

  it('shows and says how many are unread', () => {
    const w = open()
    w.button.dispatchEvent(new Event('pointerenter'))
    w.say({ source: 'esa', type: 'unread', count: 3 })
    expect(w.badge.textContent).toBe('3')
    expect(w.button.getAttribute('aria-label')).toBe('在线咨询，3 条未读消息')
    w.say({ source: 'esa', type: 'unread', count: 250 })
    expect(w.badge.textContent).toBe('99+')
    w.say({ source: 'esa', type: 'unread', count: '<b>' })
    expect(w.badge.textContent).toBe('')
  })

  it('greets until it was opened once', () => {
    const { button } = open({ greeting: '想办什么事？' })
    expect(button.getAttribute('aria-label')).toBe('在线咨询，想办什么事？')
    button.click()
    button.click()
    expect([button.textContent, button.getAttribute('aria-label')]).toEqual(['', '在线咨询'])
  })

  it('stands on the left if told so', () => {
    expect(open({ left: true }).box.className).toBe('w l')
  })
})

describe('origins', () => {
  it('listens to the chat only: exact origin, its own frame, its own words', () => {
    const w = open()
    w.button.click()
    const close = { source: 'esa', type: 'close' }
    w.say(close, 'https://evil.example')
    w.say(close, `${CHAT}.evil.example`)
    w.say(close, CHAT.replace('https', 'http'))
    w.say(close, CHAT, window)
    w.say(close, CHAT, null)
    w.say({ type: 'close' })
    w.say(null)
    expect(w.isOpen()).toBe(true)
    w.say(close)
    expect(w.isOpen()).toBe(false)
  })

  it('hears nothing before there is a frame', () => {
    const w = open()
    w.say({ source: 'esa', type: 'unread', count: 5 })
    w.say({ source: 'esa', type: 'unread', count: 5 }, CHAT, null)
    expect(w.badge.textContent).toBe('')
  })

  it('speaks to the exact origin of the chat, once the chat is there', () => {
    const w = open()
    w.button.click()
    const post = inside.postMessage
    w.button.click()
    expect(post).not.toHaveBeenCalled()
    w.button.click()
    w.say({ source: 'esa', type: 'ready' })
    w.button.click()
    expect(post.mock.calls).toEqual([
      [{ source: 'esa', type: 'opened' }, CHAT],
      [{ source: 'esa', type: 'closed' }, CHAT],
    ])
  })
})
