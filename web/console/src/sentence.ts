/** What to say of a request that came to nothing: the server's sentence, if it said one. */
import { ApiRefused } from '@esa/net/http'
import { words } from './words.zh'

export const sentenceOf = (error: unknown, otherwise = words.failed): string =>
  (error instanceof ApiRefused && error.message) || otherwise
