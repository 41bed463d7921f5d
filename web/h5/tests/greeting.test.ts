import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { HEAD_START, sketchGreeting } from '../src/greeting'
import { Bench, message, pushed, ready } from './fakes'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function sketched(b: Bench) {
  const place = document.createElement('p')
  const ended = vi.fn()
  void sketchGreeting(place, b.client).then(ended)
  return { place, ended }
}

describe('the first words', () => {
  it('are drawn as soon as they are here, and the page follows', async () => {
    const b = new Bench()
    const { place, ended } = sketched(b)
    const socket = await b.start(ready(1))
    socket.push(pushed(1, { body: { kind: 'text', text: '您好' } }))
    expect(place.textContent).toBe('您好')
    await vi.advanceTimersByTimeAsync(HEAD_START / 2)
    expect(ended).toHaveBeenCalled()
  })

  it('of a conversation that goes on are left to the page', async () => {
    const b = new Bench()
    const { place, ended } = sketched(b)
    const socket = await b.start(ready(2))
    for (const seq of [1, 2]) socket.push(pushed(seq, { body: message(seq).body }))
    await vi.advanceTimersByTimeAsync(HEAD_START / 2)
    expect(place.textContent).toBe('')
    expect(ended).toHaveBeenCalled()
  })

  it('that do not come hold nothing up for long', async () => {
    const { ended } = sketched(new Bench())
    await vi.advanceTimersByTimeAsync(HEAD_START - 1)
    expect(ended).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(1)
    expect(ended).toHaveBeenCalled()
  })
})
