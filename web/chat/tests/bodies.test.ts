import type { Body, Message } from '@esa/contract'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { createApp, h, nextTick, ref, type App } from 'vue'
import { cards, CHAT_WORDS, fetchCards, MessageBody, numberOf, OPEN_FILE, pressed, segments, type ChatWords, type OpenFile } from '../src'
import { phoneLinks } from '../src/phones'

const words: ChatWords = {
  choices: 'CHOICES',
  chosen: 'CHOSEN',
  choicesPast: 'PAST',
  facts: (count) => `${count} facts`,
  source: (name) => `SOURCE ${name}`,
  checked: (date) => `CHECKED ${date}`,
  uncertain: 'UNCERTAIN',
  caveat: 'CAVEAT ',
  rating: 'RATING',
  useful: 'USEFUL',
  useless: 'USELESS',
  unhelpful: 'UNHELPFUL',
  askPerson: 'PERSON',
  step: (step, steps) => `${step}/${steps}`,
  summary: 'SUMMARY',
  ticket: 'TICKET',
  ticketNumber: 'NUMBER',
  ticketState: 'STATE ',
  picture: (name) => `PICTURE ${name}`,
  fileSave: 'SAVE',
  fileAgain: 'AGAIN',
}

const apps: App[] = []
afterEach(() => {
  apps.splice(0).forEach((app) => app.unmount())
  document.body.innerHTML = ''
})

const open = vi.fn<OpenFile>()

function show(body: Body, props: Record<string, unknown> = {}): HTMLElement {
  const place = document.body.appendChild(document.createElement('div'))
  const app = createApp(MessageBody, { body, ...props })
  app.provide(CHAT_WORDS, words).provide(OPEN_FILE, open).mount(place)
  apps.push(app)
  return place
}

const texts = (place: HTMLElement, selector: string) =>
  [...place.querySelectorAll(selector)].map((found) => found.textContent?.trim())

const choices = [
  { id: '1', title: '甲' },
  { id: '2', title: '乙' },
]

describe('text', () => {
  it('keeps line breaks and never becomes markup', () => {
    const place = show({ kind: 'text', text: '一\n<img src=x onerror=alert(1)>' })
    expect(place.querySelector('.bubble')?.textContent).toBe('一\n<img src=x onerror=alert(1)>')
    expect(place.querySelector('img')).toBeNull()
  })

  it('links addresses, safely', () => {
    const link = show({ kind: 'text', text: '见https://a.example/x?y=1。谢谢' }).querySelector('a')
    expect(link?.getAttribute('href')).toBe('https://a.example/x?y=1')
    expect(link?.getAttribute('rel')).toBe('noopener noreferrer')
  })
})

describe('cards that have not come yet', () => {
  it('leave the words, and take their place when they are here', async () => {
    cards.value = null
    const place = show({ kind: 'ticket', text: '帮办单已提交', number: 'BB1', state: 'accepted', state_label: '已受理', rows: [], choices: [] })
    expect(place.querySelector('.bubble')?.textContent).toBe('帮办单已提交')
    await vi.waitFor(() => expect(place.querySelector('.ticket-number-value')?.textContent).toBe('BB1'))
  })
})

beforeAll(async () => {
  fetchCards()
  await vi.waitFor(() => expect(cards.value).not.toBeNull())
})

describe('file', () => {
  const picture: Body = { kind: 'file', text: '执照.png', file: 'f1', media: 'image/png', size: 20_000, choices: [] }
  const paper: Body = { ...picture, text: '章程.pdf', media: 'application/pdf', size: 3_400_000 }

  it('shows a picture, and opens it larger', async () => {
    open.mockResolvedValue(new Blob(['x']))
    const place = show(picture)
    await vi.waitFor(() => expect(place.querySelector('img')?.alt).toBe('执照.png'))
    expect(open).toHaveBeenLastCalledWith('f1')
    expect(place.querySelector('a')?.getAttribute('aria-label')).toBe('PICTURE 执照.png')
  })

  it('fetches a document only when it is asked for', async () => {
    open.mockClear()
    const place = show(paper)
    expect(place.textContent).toContain('章程.pdf')
    expect(place.textContent).toContain('3.2 MB')
    expect(open).not.toHaveBeenCalled()
    place.querySelector('button')!.click()
    await vi.waitFor(() => expect(open).toHaveBeenCalledTimes(1))
  })

  it('says when a picture did not come, and tries again', async () => {
    open.mockRejectedValueOnce(new Error('away')).mockResolvedValueOnce(new Blob(['x']))
    const place = show(picture)
    await vi.waitFor(() => expect(place.textContent).toContain('AGAIN'))
    place.querySelector('button')!.click()
    await vi.waitFor(() => expect(place.querySelector('img')).not.toBeNull())
  })
})

describe('answer', () => {
  const fact = (text: string, source = '条例', checked = '2026-05-01', certain = true) => ({ text, source, checked, certain })
  const body: Body = {
    kind: 'answer',
    text: '需要两份材料。',
    matter: 'reg_company_setup',
    title: '设立登记',
    facet: 'materials',
    groups: [
      { field: 'materials', label: '材料', items: [fact('申请书'), fact('章程')] },
      { field: 'phone', label: '电话', items: [fact('12345', '网站'), fact('021-12345678', '未核实', '2026-01-01', false)] },
      { field: 'steps', label: '流程', items: [fact('填报')] },
    ],
    caveat: '以窗口为准。',
    choices,
  }

  it('says title and direct answer before the facts', () => {
    const card = show(body).querySelector('.answer')!
    const text = card.textContent ?? ''
    expect(card.querySelector('h2')?.textContent).toBe('设立登记')
    expect(text.indexOf('需要两份材料')).toBeLessThan(text.indexOf('申请书'))
    expect(text.indexOf('申请书')).toBeLessThan(text.indexOf('CAVEAT 以窗口为准。'))
  })

  it('folds the facts by group, except the list that was asked for', () => {
    const place = show(body)
    const groups = [...place.querySelectorAll('details')]
    expect(groups.map((group) => group.querySelector('.facts-label')?.textContent)).toEqual(['材料', '电话', '流程'])
    expect(groups.map((group) => group.hasAttribute('open'))).toEqual([true, false, false])
    expect(groups[2]?.querySelector('ol')).not.toBeNull()
  })

  it('gives source and date, once where they are the same', () => {
    const [materials, phone] = show(body).querySelectorAll<HTMLElement>('details')
    expect(texts(materials!, '.fact-origin')).toEqual(['SOURCE 条例CHECKED 2026-05-01'])
    expect(texts(phone!, '.fact-origin')).toHaveLength(2)
  })

  it('marks what is not certain, and links numbers to call', () => {
    const place = show(body)
    expect(texts(place, '.fact-uncertain')).toEqual(['UNCERTAIN'])
    expect([...place.querySelectorAll('a')].map((link) => link.getAttribute('href'))).toEqual([
      'tel:12345',
      'tel:02112345678',
    ])
  })

  it('needs neither facts nor caveat', () => {
    const place = show({ kind: 'answer', text: '不收费。', matter: 'x', title: '题' })
    expect(place.querySelector('details, .caveat, .choices')).toBeNull()
  })
})

describe('rating', () => {
  const body: Body = { kind: 'answer', text: '不收费。', matter: 'x', title: '题', choices }
  const rateable = (props: Record<string, unknown> = {}) =>
    show(body, { rateable: true, useful: null, person: true, ...props })
  const marks = (place: HTMLElement) => [...place.querySelectorAll<HTMLButtonElement>('.rating-mark')]
  const states = (place: HTMLElement) => marks(place).map((mark) => mark.getAttribute('aria-pressed'))

  it('stands between the answer and its next steps, as two buttons in a named group', () => {
    const place = rateable()
    expect([...place.querySelector('.body')!.children].map(({ classList }) => classList[0])).toEqual(['card', 'rating', 'choices'])
    expect(place.querySelector('.rating')?.getAttribute('role')).toBe('group')
    expect(place.querySelector('.rating')?.getAttribute('aria-label')).toBe('RATING')
    expect(marks(place).map(({ tagName, type, textContent }) => [tagName, type, textContent?.trim()])).toEqual([
      ['BUTTON', 'button', 'USEFUL'],
      ['BUTTON', 'button', 'USELESS'],
    ])
  })

  it('is asked for an answer only, and only where it may be given', () => {
    expect(show(body).querySelector('.rating')).toBeNull()
    expect(show({ kind: 'text', text: '哪个？' }, { rateable: true, useful: null }).querySelector('.rating')).toBeNull()
  })

  it('shows what was chosen, and nothing before', () => {
    expect(states(rateable())).toEqual(['false', 'false'])
    expect(states(rateable({ useful: true }))).toEqual(['true', 'false'])
    expect(states(rateable({ useful: false }))).toEqual(['false', 'true'])
  })

  it('can be given and changed; the one that is chosen says nothing new', () => {
    const onRate = vi.fn()
    marks(rateable({ onRate })).forEach((mark) => mark.click())
    marks(rateable({ onRate, useful: true })).forEach((mark) => mark.click())
    expect(onRate.mock.calls).toEqual([[true], [false], [false]])
  })

  it('offers a person where the answer was no use and a person can be asked for', () => {
    const onAskPerson = vi.fn()
    const offer = (props: Record<string, unknown>) =>
      rateable({ onAskPerson, ...props }).querySelector<HTMLButtonElement>('.rating-person')
    expect([offer({}), offer({ useful: true }), offer({ useful: false, person: false })]).toEqual([null, null, null])
    const button = offer({ useful: false })!
    expect(button.parentElement?.textContent?.replace(/\s+/g, '')).toBe('UNHELPFULPERSON')
    button.click()
    expect(onAskPerson).toHaveBeenCalledOnce()
  })

  it('keeps the focus when the person has been asked for and the offer goes', async () => {
    const person = ref(true)
    const place = document.body.appendChild(document.createElement('div'))
    const app = createApp(() => h(MessageBody, { body, rateable: true, useful: false, person: person.value }))
    app.provide(CHAT_WORDS, words).mount(place)
    apps.push(app)
    place.querySelector<HTMLButtonElement>('.rating-person')!.focus()
    person.value = false
    await nextTick()
    expect(place.querySelector('.rating-person')).toBeNull()
    expect(document.activeElement).toBe(marks(place)[1])
  })
})

it('form: step n of m', () => {
  const place = show({ kind: 'form', text: '企业名称？', slot: 'enterprise', step: 2, steps: 4 })
  expect(texts(place, '.form-place')).toEqual(['2/4'])
  expect(texts(place, '.form-question')).toEqual(['企业名称？'])
  expect([...place.querySelectorAll('.form-part')].map((part) => part.className)).toEqual([
    'form-part done',
    'form-part now',
    'form-part',
    'form-part',
  ])
})

it('summary: rows to be confirmed, the first button stands out', () => {
  const rows = [{ name: 'contact', label: '联系人', value: '李女士' }]
  const place = show({ kind: 'summary', text: '对吗？', rows, choices })
  expect([texts(place, 'dt'), texts(place, 'dd')]).toEqual([['联系人'], ['李女士']])
  expect([...place.querySelectorAll('.choice')].map((button) => button.matches('.choice-primary'))).toEqual([true, false])
})

it('ticket: number and state', () => {
  const place = show({ kind: 'ticket', text: '已提交。', number: 'BB-1', state: 'open', state_label: '待受理' })
  expect(texts(place, '.ticket-number-value')).toEqual(['BB-1'])
  expect(texts(place, '.ticket-state')).toEqual(['STATE 待受理'])
})

it('notice: a line, with buttons if any', () => {
  const place = show({ kind: 'notice', text: '已转人工', event: 'queued', choices })
  expect(texts(place, 'p.notice')).toEqual(['已转人工'])
  expect(place.querySelectorAll('.choice')).toHaveLength(2)
})

describe('choices', () => {
  it('are numbered buttons that tell what was pressed', () => {
    const onChoose = vi.fn()
    const place = show({ kind: 'text', text: '哪个？', choices }, { onChoose })
    expect(texts(place, '.choice-number')).toEqual(['1', '2'])
    expect(place.querySelector('[role=group]')?.getAttribute('aria-label')).toBe('CHOICES')
    place.querySelectorAll<HTMLButtonElement>('.choice')[1]!.click()
    expect(onChoose.mock.calls).toEqual([[{ id: '2', title: '乙' }]])
  })

  it('show the number that may be typed', () => {
    expect(numberOf({ id: '7', title: '甲' }, 0)).toBe('7')
    expect(numberOf({ id: 'fees', title: '甲' }, 2)).toBe('3')
  })

  it('of an old form step are closed, of an old answer not, and of a busy message all', async () => {
    const closed = (body: Body, props: Record<string, unknown>) =>
      show(body, props).querySelector<HTMLButtonElement>('.choice')!.disabled
    const form: Body = { kind: 'form', text: '何时？', slot: 'when', step: 1, steps: 1, choices }
    const text: Body = { kind: 'text', text: '哪个？', choices }
    await nextTick()
    expect([closed(form, {}), closed(form, { past: true })]).toEqual([false, true])
    expect([closed(text, { past: true }), closed(text, { busy: true })]).toEqual([false, true])
  })

  it('remember which one was taken, from the words that follow', () => {
    const say = (seq: number, author: Message['author'], text: string, given: typeof choices = []): Message => ({
      seq,
      author,
      at: '2026-11-24T02:00:00Z',
      body: { kind: 'text', text, choices: given },
    })
    const log = [say(1, 'bot', '哪个？', choices), say(2, 'visitor', '乙'), say(3, 'bot', '还有？', choices), say(4, 'visitor', '别的')]
    expect(pressed(log, 0)).toBe('2')
    expect(pressed(log, 1)).toBeNull()
    expect(pressed(log, 2)).toBeNull()
    expect(pressed([say(1, 'bot', '哪个？', choices), say(2, 'visitor', '1')], 0)).toBe('1')
  })
})

describe('segments', () => {
  const links = (text: string, more?: typeof phoneLinks) =>
    segments(text, more)
      .filter(({ href }) => href)
      .map(({ text: part }) => part)

  it('finds numbers one can call, and no others', () => {
    expect(links('拨打12345、12366-1或021-64872222，手机13800000000', phoneLinks)).toEqual([
      '12345',
      '12366-1',
      '021-64872222',
      '13800000000',
    ])
    expect(links('信用代码91310104MA1FR00000，日期2026-05-18，金额1234500元', phoneLinks)).toEqual([])
    expect(links('12345')).toEqual([])
  })

  it('does not swallow the punctuation after an address', () => {
    expect(links('(https://a.example/b).')).toEqual(['https://a.example/b'])
    expect(links('https://a.example/b，以及http://c.example')).toEqual(['https://a.example/b', 'http://c.example'])
  })

  it('loses nothing', () => {
    const text = '见 https://a.example/1 或拨 12345。'
    expect(segments(text, phoneLinks).map((part) => part.text).join('')).toBe(text)
  })
})
