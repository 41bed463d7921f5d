/** Answers of the API as values and errors. */
import type { ErrorAnswer } from '@esa/contract'

/** The server answered, and said no. The message is empty if it was not our server. */
export class ApiRefused extends Error {
  readonly status: number
  readonly code: string
  /** Seconds. */
  readonly retryAfter: number | null

  constructor(status: number, { code, message }: ErrorAnswer, retryAfter: number | null) {
    super(message)
    this.status = status
    this.code = code
    this.retryAfter = retryAfter
  }
}

/** What the server said. Throws ApiRefused. */
export async function read<T>(answer: Response): Promise<T> {
  if (answer.ok) return (await answer.json()) as T
  const error = (await answer.json().catch(() => ({ code: '', message: '' }))) as ErrorAnswer
  throw new ApiRefused(answer.status, error, Number(answer.headers.get('retry-after')) || null)
}
