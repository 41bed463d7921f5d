import { beforeEach, describe, expect, it } from 'vitest'
import { nextTick } from 'vue'
import DisplayTools from '../src/DisplayTools.vue'
import { dictionary, nearest } from '../src/language'
import { memoryStore, type Store } from '@esa/net/storage'
import { choose, setElder, setting } from '../src/settings'
import { speak, words } from '../src/words'
import { zh, type Language } from '../src/words.zh'
import { find, mount } from './mount'

let store: Store
beforeEach(() => {
  store = memoryStore()
  setElder(false)
  speak(zh)
  history.replaceState(null, '', '/h5/')
})

it.each([
  ['zh-TW', 'zh-Hant'],
  ['zh-HK', 'zh-Hant'],
  ['zh-Hant-MO', 'zh-Hant'],
  ['zh-hant', 'zh-Hant'],
  ['zh', 'zh-CN'],
  ['zh-CN', 'zh-CN'],
  ['zh-Hans-HK', 'zh-CN'],
  ['en', 'en'],
  ['en-GB', 'en'],
  ['eng', 'zh-CN'],
  ['fr-FR', 'zh-CN'],
  ['', 'zh-CN'],
])('of our languages %j is next to %s', (tag, language) => expect(nearest(tag)).toBe(language))

describe('a setting', () => {
  it('is what the address asks for, then and later', () => {
    expect(setting(store, 'elder')).toBeNull()
    history.replaceState(null, '', '/h5/?elder=1')
    expect(setting(store, 'elder')).toBe('1')
    history.replaceState(null, '', '/h5/')
    expect(setting(store, 'elder')).toBe('1')
  })

  it('that was chosen is not undone by the address', () => {
    history.replaceState(null, '', '/h5/?site=demo&elder=1#origin=x')
    choose(store, 'elder', '0')
    expect(location.search + location.hash).toBe('?site=demo#origin=x')
    expect(setting(store, 'elder')).toBe('0')
  })
})

describe('dictionaries', () => {
  /** Every entry with its way there; functions are called with their own number of arguments. */
  function entries(value: object, way = ''): [string, string][] {
    return Object.entries(value).flatMap(([key, entry]: [string, unknown]) => {
      const here = `${way}/${key}`
      if (typeof entry === 'function') return [[here, String(entry(...['7', '8', '9', '6'].slice(0, entry.length)))]]
      return typeof entry === 'object' ? entries(entry as object, here) : [[here, String(entry)]]
    })
  }
  const keys = (value: object) => entries(value).map(([key]) => key)

  it.each<Language>(['zh-CN', 'zh-Hant', 'en'])('%s is complete, and fills its places', async (language) => {
    const found = await dictionary(language)
    expect(found.language).toBe(language)
    expect(keys(found).sort()).toEqual(keys(zh).sort())
    const chinese = new Map(entries(zh))
    for (const [key, text] of entries(found)) {
      expect(text, key).not.toMatch(/undefined|NaN|\[object/)
      // Every number that one language tells is told by the others; English names its months.
      if (!key.includes('/date')) expect(text.match(/\d/g)?.sort(), key).toEqual(chinese.get(key)!.match(/\d/g)?.sort())
    }
  })

  it('in 繁體 has no simplified sign left, and English no Chinese one', async () => {
    const all = async (language: Language) =>
      entries(await dictionary(language))
        .filter(([key]) => key !== '/languages')
        .map(([, text]) => text)
        .join('')
    expect(await all('zh-Hant')).not.toMatch(/[们这个对话选择发条连网请输为经没过时间务态编号转]/)
    expect(await all('en')).not.toMatch(/[\u4e00-\u9fff，。：]/)
  })

  it('tells one from many in English', async () => {
    const english = await dictionary('en')
    expect([english.facts(1), english.facts(2), english.newMessages(1)]).toEqual(['1 item', '2 items', '1 new message'])
  })
})

describe('the tools', () => {
  const open = () => mount(DisplayTools, { store })
  const pick = async (place: HTMLElement, language: string) => {
    const list = find<HTMLSelectElement>(place, 'select')
    list.value = language
    list.dispatchEvent(new Event('change'))
    await dictionary(nearest(language))
    await nextTick()
    await nextTick()
  }

  it('switch elder mode, and remember it', async () => {
    const place = open()
    const button = find(place, '[role=switch]')
    expect(button.getAttribute('aria-checked')).toBe('false')
    button.click()
    await nextTick()
    expect(button.getAttribute('aria-checked')).toBe('true')
    expect(document.documentElement.classList.contains('elder')).toBe(true)
    expect(store.get('elder')).toBe('1')
    expect(find(open(), '[role=switch]').getAttribute('aria-checked')).toBe('true')
  })

  it('change the words in place, and the language of the document', async () => {
    const place = open()
    await pick(place, 'en')
    expect(place.textContent).toContain('Large')
    expect(words.askPerson).toBe('Ask a person')
    expect(document.documentElement.lang).toBe('en')
    expect(store.get('lang')).toBe('en')
    await pick(place, 'zh-Hant')
    expect(words.askPerson).toBe('轉人工')
  })
})
