/** Who is signed in. The token lives as long as the tab; that one signs in here stays with the browser. */
import type { StaffSession } from '@esa/contract'
import { browserStore, readJson } from '@esa/net/storage'
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { groups } from '../groups'
import { StaffApi } from '../net/api'
import { TrainerApi } from '../net/training'
import { words } from '../words.zh'

const NAME = 'staff'
/** Whose drafts are kept while nobody is signed in. */
const LEFT = 'left'
/** The longest that a browser's timer can wait. */
const LONGEST = 2 ** 31 - 1

function isSession(value: unknown): value is StaffSession {
  const session = value as Partial<StaffSession> | null
  return typeof session?.token === 'string' && !!session.groups && Date.parse(session.expires ?? '') > Date.now()
}

export const useSession = defineStore('session', () => {
  const store = browserStore('sessionStorage')
  /** What a stranger tries from elsewhere does not lock out who signs in here. */
  const browser = browserStore()
  const current = shallowRef(readJson(store, NAME, isSession))
  /** Why one has to sign in again. */
  const sentence = ref('')
  const token = computed(() => current.value?.token ?? null)
  const member = computed(() => current.value?.member ?? null)
  const api = new StaffApi(() => token.value, expired)
  const training = new TrainerApi(() => token.value, expired)
  let timer: ReturnType<typeof setTimeout> | undefined

  /** Drafts and unsent words are of whoever wrote them: the next one at this desk must not find them. */
  function forget(): void {
    for (const name of store.names('')) store.remove(name)
  }

  function keep(session: StaffSession): void {
    current.value = session
    clearTimeout(timer)
    Object.assign(groups, session.groups)
    store.set(NAME, JSON.stringify(session))
    const left = Date.parse(session.expires) - Date.now()
    timer = setTimeout(() => expired(words.signIn.expired), Math.min(LONGEST, left))
  }

  /** What was being written waits for the same person: they did not want to go. */
  function expired(why: string): void {
    if (!current.value) return
    clearTimeout(timer)
    store.remove(NAME)
    store.set(LEFT, current.value.member.id)
    current.value = null
    sentence.value = why || words.signIn.expired
  }

  /** False for somebody else than who was here until the session expired: where that one was is no concern of theirs. */
  async function signIn(login: string, password: string): Promise<boolean> {
    const mark = `browser.${login}`
    const session = await StaffApi.signIn({ login, password, browser: browser.get(mark) })
    browser.set(mark, session.browser)
    const left = store.get(LEFT)
    const other = left !== null && left !== session.member.id
    if (other) forget()
    store.remove(LEFT)
    keep(session)
    sentence.value = ''
    return !other
  }

  /** Here at once; that the server forgets the token as well is asked for, not waited for. */
  function signOut(everywhere = false): void {
    void api.signOut(everywhere).catch(() => undefined)
    clearTimeout(timer)
    forget()
    current.value = null
    sentence.value = words.signIn.left
  }

  /** All sessions end with it, this one as well. Throws ApiRefused, and changes nothing then. */
  async function changePassword(old: string, password: string): Promise<void> {
    await api.changePassword({ current: old, password, browser: current.value?.browser ?? null })
    expired(words.signIn.renewed)
    sentence.value = words.signIn.renewed // the socket may have heard first that the session is over
  }

  if (current.value) keep(current.value)
  return { store, token, member, sentence, api, training, signIn, signOut, changePassword, expired, mayReturn: () => store.get(LEFT) !== null }
})
