import type { ConversationDetail, TicketOpen } from '@esa/contract'
import { createApp, defineComponent, h, nextTick, ref, watch, type App } from 'vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import TicketDialog from '../src/desk/TicketDialog.vue'
import { A, B, held, ME, member } from './fakes'

type Known = Pick<ConversationDetail, 'readings' | 'enterprise_name' | 'uscc' | 'contact_name' | 'phone'>

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
const ElButton = defineComponent({ render: () => h('button', { type: 'button' }) })

const KNOWN = { readings: [], enterprise_name: '示例公司', uscc: null, contact_name: '陈女士', phone: '13800138000' }

describe('the dialog of a new ticket', () => {
  let app: App
  let page: HTMLElement
  let opened: TicketOpen[]
  let said: string[]
  let answers: ((known: Known | null) => void)[]
  const open = ref(false)
  const conversation = ref(A)

  const field = (name: string) => page.querySelector<HTMLInputElement>(`[name="${name}"]`)!

  function write(name: string, value: string): void {
    field(name).value = value
    field(name).dispatchEvent(new Event('input', { bubbles: true }))
  }

  async function press(name: string): Promise<void> {
    field(name).click()
    await nextTick()
  }

  async function show(wanted: string): Promise<void> {
    open.value = false
    await nextTick()
    conversation.value = wanted
    open.value = true
    await nextTick()
    await nextTick()
  }

  async function told(index: number, known: Partial<Known>): Promise<void> {
    answers[index]!({ ...KNOWN, ...known })
    await new Promise((done) => setTimeout(done))
    await nextTick()
  }

  beforeEach(() => {
    answers = []
    opened = []
    said = []
    Object.assign(desk, {
      member: member(),
      opened: held(A, { priority: 1 }),
      answers: true,
      say: (words: string) => said.push(words),
      ticketed: () => {},
      api: {
        conversation: () => new Promise((done) => answers.push(done)),
        openTicket: async (body: TicketOpen) => {
          opened.push(body)
          return { ticket: { number: 'BB260101000017', assignee: body.mine ? ME : null } }
        },
      },
    })
    page = document.body.appendChild(document.createElement('div'))
    const root = () =>
      h(TicketDialog, { conversation: conversation.value, modelValue: open.value, 'onUpdate:modelValue': (now) => (open.value = now) })
    app = createApp({ render: root }).component('ElDialog', ElDialog).component('ElButton', ElButton)
    app.mount(page)
  })
  afterEach(() => {
    app.unmount()
    page.remove()
  })

  it('keeps what was typed before the known data came, and fills the rest', async () => {
    await show(A)
    write('phone', '13900139000')
    write('question', '')
    await press('urgent')
    await press('urgent')
    await told(0, {})
    expect([field('phone').value, field('question').value]).toEqual(['13900139000', ''])
    expect([field('enterprise').value, field('contact').value]).toEqual(['示例公司', '陈女士'])
    expect(field('urgent').checked).toBe(false)
  })

  it('is filled with everything known where nothing was touched', async () => {
    await show(A)
    await told(0, {})
    expect([field('question').value, field('phone').value]).toEqual(['公章丢了', '13800138000'])
    expect(field('urgent').checked).toBe(true)
  })

  it('hears nothing of the conversation that it was opened for before', async () => {
    await show(A)
    write('enterprise', '甲公司')
    await show(B)
    expect(field('enterprise').value).toBe('')
    await told(1, { enterprise_name: '乙公司' })
    await told(0, { enterprise_name: '甲公司' })
    expect(field('enterprise').value).toBe('乙公司')
  })
  it('leaves the ticket to whoever opens it unless they untick that, for this one', async () => {
    for (const untick of [true, false]) {
      await show(A)
      await told(answers.length - 1, {})
      if (untick) await press('mine')
      page.querySelector('form')!.dispatchEvent(new Event('submit', { cancelable: true }))
      await vi.waitFor(() => expect(open.value).toBe(false))
    }
    expect(opened.map(({ mine }) => mine)).toEqual([false, true])
    expect(said).toEqual(['已登记帮办单 BB260101000017，还没有经办人', '已登记帮办单 BB260101000017，由您经办'])
  })
})
