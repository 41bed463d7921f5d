/** The button and the panel, apart from the page around them. */
import { chatAddress, type Options } from './options'
import style from './style.css?raw'

const TAG = 'esa-widget'
const ICONS =
  '<svg class="a" viewBox="0 0 24 24" width="28" height="28"><path d="M5 4.5h14A1.5 1.5 0 0 1 20.5 6v9a1.5 1.5 0 0 1-1.5 1.5h-7L7.5 20v-3.5H5A1.5 1.5 0 0 1 3.5 15V6A1.5 1.5 0 0 1 5 4.5ZM8 9h8M8 12.5h5"/></svg>' +
  '<svg class="b" viewBox="0 0 24 24" width="28" height="28"><path d="m6 9 6 6 6-6"/></svg><i></i>'

interface FromChat {
  source?: unknown
  type?: unknown
  count?: unknown
}

/** Puts the button on the page; nothing if there is one. */
export function mount(options: Options): void {
  if (document.querySelector(TAG)) return
  const host = document.createElement(TAG)
  const root = host.attachShadow({ mode: 'open' })
  try {
    // A constructed sheet passes a Content-Security-Policy without 'unsafe-inline'.
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(style)
    root.adoptedStyleSheets = [sheet]
  } catch {
    root.appendChild(document.createElement('style')).textContent = style
  }
  const box = root.appendChild(document.createElement('div'))
  box.className = options.left ? 'w l' : 'w'
  box.style.setProperty('--c', options.color)
  const button = box.appendChild(document.createElement('button'))
  button.type = 'button'
  button.innerHTML = ICONS
  const badge = button.querySelector('i')!
  const greeting = document.createElement('b')
  greeting.textContent = options.greeting
  button.appendChild(greeting)
  let frame: HTMLIFrameElement | undefined
  let alive = false
  let open = false

  const label = () => {
    const count = badge.textContent
    const said = [options.title, greeting.textContent, count && `${count} 条未读消息`]
    button.setAttribute('aria-label', said.filter(Boolean).join('，'))
    button.setAttribute('aria-expanded', `${open}`)
  }
  const tell = () => {
    // Before its first word the chat is not there, and the message would go to nobody.
    if (alive) frame!.contentWindow!.postMessage({ source: 'esa', type: open ? 'opened' : 'closed' }, options.origin)
  }
  const warm = () => {
    if (frame) return
    frame = document.createElement('iframe')
    frame.title = options.title
    frame.src = chatAddress(options, location.origin)
    box.appendChild(frame)
  }
  const show = (now: boolean) => {
    if (now === open) return
    warm()
    open = now
    greeting.textContent = ''
    box.classList.toggle('o', open)
    label()
    tell()
    ;(open ? frame! : button).focus()
  }

  button.onpointerenter = button.onfocus = warm
  button.onclick = () => show(!open)
  box.onkeydown = (event) => {
    if (event.key === 'Escape') show(false)
  }
  addEventListener('message', (event: MessageEvent<FromChat | null>) => {
    if (event.origin !== options.origin || event.source !== frame?.contentWindow || !frame) return
    const { source, type, count } = event.data ?? {}
    if (source !== 'esa') return
    if (type === 'ready') {
      alive = true
      tell()
    } else if (type === 'close') {
      show(false)
    } else if (type === 'unread') {
      const unread = Number(count) || 0
      badge.textContent = unread > 99 ? '99+' : unread > 0 ? `${unread}` : ''
      label()
    }
  })
  label()
  document.body.appendChild(host)
}
