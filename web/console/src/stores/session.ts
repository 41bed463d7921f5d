/** Who is signed in. The token lives as long as the tab. */
import type { SignIn, StaffSession } from '@esa/contract'
import { browserStore, readJson } from '@esa/net/storage'
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { StaffApi } from '../net/api'
import { words } from '../words.zh'

const NAME = 'staff'
/** The longest that a browser's timer can wait. */
const LONGEST = 2 ** 31 - 1

function isSession(value: unknown): value is StaffSession {
  const session = value as Partial<StaffSession> | null
  return typeof session?.token === 'string' && Date.parse(session.expires ?? '') > Date.now()
}

export const useSession = defineStore('session', () => {
  const store = browserStore('sessionStorage')
  const current = shallowRef(readJson(store, NAME, isSession))
  /** Why one has to sign in again. */
  const sentence = ref('')
  const token = computed(() => current.value?.token ?? null)
  const member = computed(() => current.value?.member ?? null)
  const api = new StaffApi(() => token.value, expired)
  let timer: ReturnType<typeof setTimeout> | undefined

  function keep(session: StaffSession | null): void {
    current.value = session
    clearTimeout(timer)
    if (!session) {
      // Drafts and unsent words are of whoever wrote them: the next one at this desk must not find them.
      for (const name of store.names('')) store.remove(name)
      return
    }
    store.set(NAME, JSON.stringify(session))
    const left = Date.parse(session.expires) - Date.now()
    timer = setTimeout(() => expired(words.signIn.expired), Math.min(LONGEST, left))
  }

  function expired(why: string): void {
    if (!current.value) return
    keep(null)
    sentence.value = why || words.signIn.expired
  }

  async function signIn(body: SignIn): Promise<void> {
    keep(await StaffApi.signIn(body))
    sentence.value = ''
  }

  /** Here at once; that the server forgets the token as well is asked for, not waited for. */
  function signOut(): void {
    void api.signOut().catch(() => undefined)
    keep(null)
    sentence.value = words.signIn.left
  }

  if (current.value) keep(current.value)
  return { store, token, member, sentence, api, signIn, signOut, expired }
})
