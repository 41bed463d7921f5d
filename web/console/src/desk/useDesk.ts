/** The desk client as reactive state, and what the page adds: which conversation is open, what was seen. */
import type { Case, Reminder } from '@esa/contract'
import type { Socket } from '@esa/net/connection'
import { readJson } from '@esa/net/storage'
import { computed, inject, markRaw, onScopeDispose, provide, reactive, ref, shallowRef, type InjectionKey } from 'vue'
import { alarm } from '../alarm'
import type { Act } from '../net/acts'
import { seesAll, takesOver } from '../net/cases'
import { DeskClient, type Snapshot } from '../net/desk'
import { words } from '../words.zh'
import { useSession } from '../stores/session'

const SEEN = 'seen'
/** Reminders beyond that say nothing that the first ones do not. */
const MOST_REMINDERS = 4

export interface Alert {
  readonly id: number
  readonly conversation: string
  readonly text: string
}

function isSeen(value: unknown): value is Record<string, number> {
  return typeof value === 'object' && value !== null
}

function createDesk() {
  const session = useSession()
  const { api, store } = session
  const open = ref<string | null>(null)
  const seen = ref(readJson(store, SEEN, isSeen) ?? {})
  const alerts = ref<readonly Alert[]>([])
  /** The last thing that was done, for a line that goes by itself. */
  const done = shallowRef<{ id: number; text: string } | null>(null)
  let count = 0

  const client = new DeskClient({
    store,
    session: async (renew) => {
      if (renew) await api.cases()
      return { token: session.token ?? '' }
    },
    cases: async () => (await api.cases()).cases,
    socket: () => new WebSocket(location.origin.replace('http', 'ws') + '/ws/staff') as Socket & WebSocket,
    onExpired: session.expired,
    onReminder: remind,
    onDone,
  })
  const state = shallowRef<Snapshot>(client.snapshot())

  const member = computed(() => state.value.member ?? session.member)
  const supervises = computed(() => seesAll(member.value))
  const mayTake = computed(() => takesOver(member.value))
  const mine = computed(() => state.value.cases.filter(({ assignee }) => assignee === member.value?.id))
  const queued = computed(() => state.value.cases.filter(({ owner }) => owner === 'queue'))
  const others = computed(() =>
    state.value.cases.filter(({ owner, assignee }) => owner === 'staff' && assignee !== member.value?.id),
  )
  const opened = computed(() => state.value.cases.find(({ conversation }) => conversation === open.value) ?? null)
  const connected = computed(() => state.value.connection.name === 'ready')

  /** Visitor's messages that nobody at this desk has looked at; only what is followed can be counted. */
  function unread(conversation: string): number {
    const from = seenUpTo(conversation)
    const messages = state.value.rooms.get(conversation)?.messages ?? []
    return messages.filter(({ seq, author }) => author === 'visitor' && seq > from).length
  }

  const seenUpTo = (conversation: string): number => seen.value[conversation] ?? 0

  /** Everything up to `seq` was looked at; the visitor learns of it from whoever holds the conversation. */
  function look(conversation: string, seq: number): void {
    if (seq <= seenUpTo(conversation)) return
    seen.value = { ...seen.value, [conversation]: seq }
    store.set(SEEN, JSON.stringify(seen.value))
    if (opened.value?.assignee === member.value?.id) client.read(conversation, seq)
  }

  function select(conversation: string | null): void {
    open.value = conversation
    if (conversation) dismiss(conversation)
    client.look(conversation)
  }

  function dismiss(conversation: string): void {
    alerts.value = alerts.value.filter((alert) => alert.conversation !== conversation)
  }

  function titleOf(found: Case | undefined, conversation: string): string {
    const { enterprise_name, contact_name, summary, owner } = found ?? {}
    if (enterprise_name || contact_name) return (enterprise_name || contact_name)!
    // Strangers are told apart by what they ask; in the queue that stands below.
    const about = owner === 'staff' && summary?.split('\n')[0]
    const mark = conversation.slice(0, 4)
    return about ? words.visitorAbout(mark, about) : words.visitor(mark)
  }

  function remind({ conversation, about }: Reminder): void {
    const found = state.value.cases.find((one) => one.conversation === conversation)
    const text = words.reminders[about](titleOf(found, conversation))
    const others = alerts.value.filter((alert) => alert.conversation !== conversation)
    alerts.value = [{ id: ++count, conversation, text }, ...others].slice(0, MOST_REMINDERS)
    alarm(text)
  }

  function say(text: string): void {
    done.value = { id: ++count, text }
  }

  function onDone(act: Act): void {
    const text = words.done[act.type]
    if (text) say(text)
    const leaves = act.type === 'close' || act.type === 'hand_back' || act.type === 'transfer'
    if (!leaves || act.conversation !== open.value) return
    select(mine.value.find(({ conversation }) => conversation !== act.conversation)?.conversation ?? null)
  }

  const leave = client.subscribe((snapshot) => (state.value = snapshot))
  const wake = () => document.hidden || client.connection.wake()
  window.addEventListener('online', wake)
  document.addEventListener('visibilitychange', wake)
  client.connection.start()
  onScopeDispose(() => {
    leave()
    window.removeEventListener('online', wake)
    document.removeEventListener('visibilitychange', wake)
    client.stop()
  })

  return reactive({
    client: markRaw(client),
    api: markRaw(api),
    store: markRaw(store),
    ...{ state, open, alerts, done, member, supervises, mayTake, mine, queued, others, opened, connected },
    ...{ unread, seenUpTo, look, select, dismiss, titleOf, say },
  })
}

export type DeskState = ReturnType<typeof createDesk>
const DESK: InjectionKey<DeskState> = Symbol('desk')

/** One for the whole page; it ends with it, so that the next one to sign in finds nothing of the last. */
export function provideDesk(): DeskState {
  const desk = createDesk()
  provide(DESK, desk)
  return desk
}

export const useDesk = (): DeskState => inject(DESK)!
