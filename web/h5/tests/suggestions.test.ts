/** What is proposed: asked for once the typing rests, never under the fingers, gone without the focus. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createApp, h, nextTick, ref, type App } from 'vue'
import SuggestionList from '../src/SuggestionList.vue'
import { settle } from './fakes'

const REST = 200
const apps: App[] = []
const asked: string[] = []
let answers: Record<string, string[]> = {}

beforeEach(() => {
  vi.useFakeTimers()
  asked.length = 0
  answers = { 公章: ['公章与电子印章', '公章备案'], 公章丢: ['公章挂失'], '': ['有限公司设立'] }
  vi.stubGlobal('fetch', (_: string, { body }: { body: string }) => {
    const { text } = JSON.parse(body) as { text: string }
    asked.push(text)
    const suggestions = (answers[text] ?? []).map((title) => ({ matter: title, title }))
    return Promise.resolve(new Response(JSON.stringify({ suggestions })))
  })
})
afterEach(() => {
  apps.splice(0).forEach((app) => app.unmount())
  document.body.innerHTML = ''
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

function open(text = '') {
  const typed = ref(text)
  const here = ref(true)
  const chosen: string[] = []
  const left = vi.fn()
  const place = document.body.appendChild(document.createElement('div'))
  const app = createApp(() =>
    here.value
      ? h(SuggestionList, {
          text: typed.value,
          token: () => Promise.resolve('token'),
          onChoose: (title: string) => chosen.push(title),
          onLeave: left,
        })
      : null,
  )
  app.mount(place)
  apps.push(app)
  const buttons = () => Array.from(place.querySelectorAll('button'))
  const rest = async () => {
    await vi.advanceTimersByTimeAsync(REST)
    await settle()
    await nextTick()
  }
  return { typed, here, chosen, left, place, buttons, rest }
}

const key = (name: string) => new KeyboardEvent('keydown', { key: name, bubbles: true })
const titles = (buttons: HTMLElement[]) => buttons.map((button) => button.textContent)

describe('suggestions', () => {
  it('are asked for once the typing rests', async () => {
    const s = open('公')
    s.typed.value = '公章'
    await s.rest()
    expect([asked, titles(s.buttons())]).toEqual([['公章'], answers['公章']])
    expect(s.place.querySelector('[role=status]')?.textContent).toContain('2')
    s.buttons()[0]!.click()
    expect(s.chosen).toEqual(['公章与电子印章'])
  })

  it('go at once when nothing is typed any more, and what others ask comes', async () => {
    const s = open('公章')
    await s.rest()
    s.typed.value = ''
    await nextTick()
    expect(s.buttons()).toEqual([])
    await s.rest()
    expect(titles(s.buttons())).toEqual(['有限公司设立'])
  })

  it('are not replaced while one of them has the focus', async () => {
    const s = open('公章')
    await s.rest()
    s.typed.value = '公章丢'
    await nextTick()
    s.buttons()[1]!.dispatchEvent(new FocusEvent('focusin', { bubbles: true }))
    await s.rest()
    expect(titles(s.buttons())).toEqual(answers['公章'])
  })

  it('give the focus back below the last one, with Esc, and when they go', async () => {
    const s = open('公章')
    await s.rest()
    s.buttons()[0]!.focus()
    s.buttons()[0]!.dispatchEvent(key('ArrowDown'))
    expect(document.activeElement).toBe(s.buttons()[1])
    s.buttons()[1]!.dispatchEvent(key('ArrowDown'))
    s.buttons()[1]!.dispatchEvent(key('Escape'))
    expect(s.left).toHaveBeenCalledTimes(2)
    s.here.value = false
    await nextTick()
    expect(s.left).toHaveBeenCalledTimes(3)
  })

  it('are simply not there when the server says no', async () => {
    vi.stubGlobal('fetch', () => Promise.resolve(new Response('{}', { status: 429 })))
    const s = open('公章')
    await s.rest()
    expect(s.buttons()).toEqual([])
  })
})
