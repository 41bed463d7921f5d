import type { Account, AccountChange, AccountNew } from '@esa/contract'
import { createApp, defineComponent, h, nextTick, ref, watch, type App } from 'vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { groups } from '../src/groups'
import AccountDialog from '../src/members/AccountDialog.vue'
import { longEnough, newPassword } from '../src/members/password'
import { ME } from './fakes'

const { desk } = vi.hoisted(() => ({ desk: {} as Record<string, unknown> }))
vi.mock('../src/desk/useDesk', () => ({ useDesk: () => desk }))

/** Opened by its model as the real one is; the frame around the form is not looked at here. */
const ElDialog = defineComponent({
  props: { modelValue: Boolean },
  emits: ['open', 'update:modelValue'],
  setup(props, { emit, slots }) {
    watch(
      () => props.modelValue,
      (now) => now && emit('open'),
    )
    return () => h('div', [slots.default?.(), slots.footer?.()])
  },
})
const ElButton = defineComponent({ setup: (_, { slots }) => () => h('button', { type: 'button' }, slots.default?.()) })

function account(change: Partial<Account> = {}): Account {
  return {
    ...{ id: ME, login: 'chen', name: '陈静', role: 'staff', groups: ['tax', 'ip'], capacity: 5 },
    ...{ active: true, available: false, online: false, load: 2, tickets: 0 },
    ...change,
  }
}

describe('the dialog of an account', () => {
  let app: App
  let page: HTMLElement
  let sent: (AccountNew | AccountChange)[]
  let told: unknown[]
  let answer: () => Promise<unknown>
  const open = ref(false)
  const meant = ref<Account | null>(null)

  const input = (index: number) => page.querySelectorAll<HTMLInputElement>('input:not([type=checkbox])')[index]!

  async function write(field: HTMLInputElement | HTMLSelectElement, value: string): Promise<void> {
    field.value = value
    field.dispatchEvent(new Event(field.tagName === 'SELECT' ? 'change' : 'input', { bubbles: true }))
    await nextTick()
  }

  async function show(wanted: Account | null): Promise<void> {
    open.value = false
    await nextTick()
    meant.value = wanted
    open.value = true
    await nextTick()
    await nextTick()
  }

  async function submit(): Promise<void> {
    page.querySelector('form')!.dispatchEvent(new Event('submit', { cancelable: true }))
    await new Promise((done) => setTimeout(done))
    await nextTick()
  }

  beforeEach(() => {
    sent = []
    told = []
    answer = () => Promise.reject(new TypeError('no connection'))
    Object.assign(groups, { registration: '登记注册', tax: '税务', ip: '知识产权', legal: '法律服务', general: '综合' })
    const kept = (body: AccountNew | AccountChange) => (sent.push(body), answer())
    desk.api = { addAccount: kept, changeAccount: (_: string, body: AccountChange) => kept(body) }
    page = document.body.appendChild(document.createElement('div'))
    const root = () =>
      h(AccountDialog, {
        ...{ account: meant.value, own: false, modelValue: open.value },
        'onUpdate:modelValue': (now) => (open.value = now),
        onAdded: (...all) => told.push(all),
        onChanged: (...all) => told.push(all),
      })
    app = createApp({ render: root }).component('ElDialog', ElDialog).component('ElButton', ElButton)
    app.mount(page)
  })
  afterEach(() => {
    app.unmount()
    page.remove()
  })

  it('says what is missing before it asks anybody', async () => {
    await show(null)
    for (const [index, value, wanted] of [
      [0, 'chen jing', '用户名'],
      [0, 'chen', '称呼'],
      [1, '陈静', '密码至少 10 位'],
      [3, 'short', '密码至少 10 位'],
    ] as const) {
      await write(input(index), value)
      await submit()
      expect(page.querySelector('[role=alert]')!.textContent).toContain(wanted)
    }
    await write(input(2), '101')
    await submit()
    expect(page.querySelector('[role=alert]')!.textContent).toContain('1 到 100')
    expect(sent).toEqual([])
  })

  it('asks for the same account again after a lost answer, and for another one after a change', async () => {
    await show(null)
    await write(input(0), 'chen')
    await write(input(1), ' 陈静 ')
    await write(input(3), 'a long pass phrase')
    await submit()
    await submit()
    await write(input(0), 'chenjing')
    answer = async () => account()
    await submit()
    const [first, second, third] = sent as AccountNew[]
    expect([first!.name, first!.groups.length, second]).toEqual(['陈静', 5, first])
    expect(third!.key).not.toBe(first!.key)
    expect([open.value, told]).toEqual([false, [[account(), null]]])
  })

  it('tells a password that was generated, but not one that somebody thought of', async () => {
    answer = async () => account()
    await show(null)
    await write(input(0), 'chen')
    await write(input(1), '陈静')
    const generate = [...page.querySelectorAll('button')].find(({ textContent }) => textContent === '生成')!
    generate.click()
    await nextTick()
    expect(input(3).type).toBe('text')
    await submit()
    expect(told).toEqual([[account(), (sent[0] as AccountNew).password]])
    await show(null)
    await write(input(0), 'chen')
    await write(input(1), '陈静')
    generate.click()
    await nextTick()
    await write(input(3), 'a long pass phrase')
    await submit()
    expect(told[1]).toEqual([account(), null])
  })

  it('sends only what was changed, and nothing when nothing was', async () => {
    answer = async () => ({ account: account(), given_back: 2 })
    await show(account())
    await submit()
    expect([sent, open.value]).toEqual([[], false])
    await show(account())
    await write(page.querySelector('select')!, 'trainer')
    expect(page.querySelector('.account-returns')!.textContent).toContain('2 个会话会退回排队')
    await write(input(1), '8')
    await submit()
    expect(sent).toEqual([{ role: 'trainer', capacity: 8 }])
    expect(told).toEqual([[account(), 2]])
  })
})

it('a generated password is long, legible and never the same', () => {
  const made = Array.from({ length: 50 }, newPassword)
  expect(made.every((one) => /^([a-km-np-z2-9]{4}-){3}[a-km-np-z2-9]{4}$/.test(one) && longEnough(one))).toBe(true)
  expect(new Set(made).size).toBe(50)
})
