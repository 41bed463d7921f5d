import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { ApiRefused } from '@esa/net/http'
import { SessionKeeper } from '../src/net/session'
import { memoryStore, type Store } from '@esa/net/storage'
import { session } from './fakes'

let store: Store
const fetched = vi.fn<(path: string, init: RequestInit) => Promise<Response>>()
const asked = () => fetched.mock.calls.map(([, init]) => JSON.parse(String(init.body)) as unknown)
const answer = (body: unknown, status = 200, headers = {}) =>
  Promise.resolve(new Response(JSON.stringify(body), { status, headers }))

beforeEach(() => {
  store = memoryStore()
  fetched.mockReset()
  fetched.mockImplementation(() => answer(session()))
  vi.stubGlobal('fetch', fetched)
})
afterEach(() => void vi.unstubAllGlobals())

it('asks once, and shows the token again after a reload', async () => {
  const keeper = new SessionKeeper(store, 'demo')
  await keeper.open(false)
  await keeper.open(false)
  expect(asked()).toEqual([{ token: null, site: 'demo' }])
  await new SessionKeeper(store, null).open(false)
  expect(asked()[1]).toEqual({ token: 'token-1', site: null })
})

it('asks again when told to, or when the token is about to end', async () => {
  const keeper = new SessionKeeper(store, null)
  await keeper.open(false)
  await keeper.open(true)
  expect(fetched).toHaveBeenCalledTimes(2)
  fetched.mockImplementation(() => answer(session({ expires: new Date(Date.now() + 5_000).toISOString() })))
  await keeper.open(true)
  await keeper.open(false)
  expect(fetched).toHaveBeenCalledTimes(4)
})

it('begins anew with a token that the server cannot read, or that was stored badly', async () => {
  store.set('visitor', JSON.stringify(session({ token: 'broken' })))
  fetched.mockImplementationOnce(() => answer({ code: 'bad_request', message: '格式不对' }, 400))
  expect((await new SessionKeeper(store, null).open(false)).token).toBe('token-1')
  expect(asked()).toMatchObject([{ token: 'broken' }, { token: null }])
  store.set('visitor', '{')
  await new SessionKeeper(store, null).open(false)
  expect(asked()[2]).toMatchObject({ token: null })
})

it('passes on what the server says when it refuses', async () => {
  fetched.mockImplementation(() => answer({ code: 'rate', message: '请稍后再试' }, 429, { 'retry-after': '9' }))
  const error: unknown = await new SessionKeeper(store, null).open(false).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(ApiRefused)
  expect(error).toMatchObject({ message: '请稍后再试', retryAfter: 9 })
})

it('takes up what the document has asked for already, once', async () => {
  window.earlySession = answer(session({ token: 'early' }))
  const keeper = new SessionKeeper(store, null)
  expect((await keeper.open(false)).token).toBe('early')
  expect(fetched).not.toHaveBeenCalled()
  expect((await keeper.open(true)).token).toBe('token-1')
})

it('asks by itself when the document got no answer, or the wrong one', async () => {
  window.earlySession = Promise.reject(new TypeError('no network'))
  const keeper = new SessionKeeper(store, null)
  await expect(keeper.open(false)).rejects.toThrow('no network')
  expect((await keeper.open(false)).token).toBe('token-1')
  store.set('visitor', JSON.stringify(session({ token: 'broken' })))
  window.earlySession = answer({ code: 'malformed', message: '格式不对' }, 400)
  expect((await new SessionKeeper(store, null).open(false)).token).toBe('token-1')
})
