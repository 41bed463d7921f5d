// @vitest-environment happy-dom
import type { StaffSession } from '@esa/contract'
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { groups } from '../src/groups'
import { useSession } from '../src/stores/session'
import { member, ME } from './fakes'

const OTHER = '00000000-0000-4000-8000-000000000002'
const asked: Record<string, unknown>[] = []

function session(id: string): StaffSession {
  const names = { registration: '登记注册', tax: '税务', ip: '知识产权', legal: '法律服务', general: '综合' }
  const expires = new Date(Date.now() + 3_600_000).toISOString()
  return { token: `token of ${id}`, expires, member: member({ id }), browser: `mark of ${id}`, groups: names }
}

/** The next to sign in. */
let next = ME

beforeEach(() => {
  setActivePinia(createPinia())
  sessionStorage.clear()
  localStorage.clear()
  asked.length = 0
  next = ME
  vi.stubGlobal('fetch', async (_: string, { body }: RequestInit) => {
    if (body) asked.push(JSON.parse(body as string) as Record<string, unknown>)
    return new Response(JSON.stringify(session(next)), { status: 200 })
  })
})

describe('a session that expires', () => {
  it('leaves what was being written to the same person', async () => {
    const here = useSession()
    await here.signIn('chen', 'secret')
    here.store.set('draft.say.a', '请先')
    here.expired('登录已过期')
    expect([here.token, here.sentence, here.mayReturn()]).toEqual([null, '登录已过期', true])
    expect(await here.signIn('chen', 'secret')).toBe(true)
    expect(here.store.get('draft.say.a')).toBe('请先')
  })

  it('leaves nothing to somebody else', async () => {
    const here = useSession()
    await here.signIn('chen', 'secret')
    here.store.set('draft.say.a', '请先')
    here.expired('')
    next = OTHER
    expect(await here.signIn('li', 'secret')).toBe(false)
    expect(here.store.get('draft.say.a')).toBeNull()
  })
})

it('who changes the password signs in again, told so, and goes on with what was being written', async () => {
  const here = useSession()
  await here.signIn('chen', 'secret')
  here.store.set('draft.say.a', '请先')
  vi.stubGlobal('fetch', async (path: string, { body }: RequestInit) => {
    asked.push({ path, ...(JSON.parse(body as string) as object) })
    here.expired('登录已过期') // the socket was faster than the answer
    return new Response(null, { status: 204 })
  })
  await here.changePassword('secret', 'another secret')
  const sent = { path: '/api/staff/password', current: 'secret', password: 'another secret', browser: `mark of ${ME}` }
  expect(asked.at(-1)).toEqual(sent)
  expect([here.token, here.sentence, here.mayReturn()]).toEqual([null, '密码已修改，请用新密码登录。', true])
  expect(here.store.get('draft.say.a')).toBe('请先')
})

it('a password that is refused ends nothing', async () => {
  const here = useSession()
  await here.signIn('chen', 'secret')
  const refusal = { code: 'password_wrong', message: '现在的密码不对' }
  vi.stubGlobal('fetch', async () => new Response(JSON.stringify(refusal), { status: 403 }))
  await expect(here.changePassword('guessed', 'another secret')).rejects.toThrow('现在的密码不对')
  expect(here.token).toBe(`token of ${ME}`)
})

it('who signs out leaves nothing, not even the way back', async () => {
  const here = useSession()
  await here.signIn('chen', 'secret')
  here.store.set('draft.say.a', '请先')
  here.signOut()
  expect([here.store.get('draft.say.a'), here.mayReturn()]).toEqual([null, false])
})

it('the browser remembers who signed in here, and the groups are called as the server says', async () => {
  const here = useSession()
  await here.signIn('chen', 'secret')
  here.signOut()
  await here.signIn('chen', 'secret')
  await here.signIn('li', 'secret')
  expect(asked.map(({ browser }) => browser)).toEqual([null, `mark of ${ME}`, null])
  expect(groups.legal).toBe('法律服务')
})
