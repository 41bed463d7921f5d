/** Requests to the staff's part of the API, at the origin that served the page. */
import type {
  CannedReplies,
  CaseList,
  ColleagueList,
  ConversationDetail,
  FigureReport,
  SignIn,
  StaffSession,
  SuggestionList,
  TicketChange,
  TicketDetail,
  TicketList,
  TicketNote,
} from '@esa/contract'
import { ApiRefused, read } from '@esa/net/http'

const TIMEOUT = 15_000

export class StaffApi {
  private readonly token: () => string | null
  /** The server does not know the token any more. */
  private readonly onExpired: (sentence: string) => void

  constructor(token: () => string | null, onExpired: (sentence: string) => void) {
    this.token = token
    this.onExpired = onExpired
  }

  /** Throws ApiRefused with the server's sentence. */
  static async signIn(body: SignIn): Promise<StaffSession> {
    return read<StaffSession>(await fetch('/api/staff/session', asked('POST', null, body)))
  }

  async signOut(): Promise<void> {
    await fetch('/api/staff/session', asked('DELETE', this.token()))
  }

  cases = () => this.ask<CaseList>('GET', 'cases')
  members = () => this.ask<ColleagueList>('GET', 'members')
  replies = () => this.ask<CannedReplies>('GET', 'replies')
  conversation = (id: string) => this.ask<ConversationDetail>('GET', `conversations/${id}`)
  resend = (id: string, delivery: string) => this.ask<ConversationDetail>('POST', `conversations/${id}/resend`, { delivery })
  proposals = (text: string) => this.ask<SuggestionList>('POST', 'proposals', { text })

  tickets = (wanted: Record<string, string>) => this.ask<TicketList>('GET', `tickets?${new URLSearchParams(wanted)}`)
  ticket = (number: string) => this.ask<TicketDetail>('GET', `tickets/${number}`)
  changeTicket = (number: string, body: TicketChange) => this.ask<TicketDetail>('PATCH', `tickets/${number}`, body)
  noteTicket = (number: string, body: TicketNote) => this.ask<TicketDetail>('POST', `tickets/${number}/notes`, body)

  /** The wanted tickets as a table. */
  ticketTable = (wanted: Record<string, string>) => this.bytes(`tickets/export?${new URLSearchParams(wanted)}`)
  figures = (wanted: Record<string, string>) => this.ask<FigureReport>('GET', `figures?${new URLSearchParams(wanted)}`)
  figureTable = (wanted: Record<string, string>) => this.bytes(`figures/export?${new URLSearchParams(wanted)}`)
  /** The bytes of a file of any conversation. */
  file = (id: string) => this.bytes(`files/${id}`)

  private async bytes(path: string): Promise<Blob> {
    const answer = await fetch(`/api/staff/${path}`, asked('GET', this.token()))
    return answer.ok ? answer.blob() : Promise.reject(answer)
  }

  private async ask<T>(method: string, path: string, body?: object): Promise<T> {
    try {
      return await read<T>(await fetch(`/api/staff/${path}`, asked(method, this.token(), body)))
    } catch (error) {
      if (error instanceof ApiRefused && error.status === 401) this.onExpired(error.message)
      throw error
    }
  }
}

/** `AbortSignal.timeout` is younger than the browsers that we build for. */
function within(milliseconds: number): AbortSignal {
  const abort = new AbortController()
  setTimeout(() => abort.abort(), milliseconds)
  return abort.signal
}

function asked(method: string, token: string | null, body?: object): RequestInit {
  return {
    method,
    cache: 'no-store',
    signal: within(TIMEOUT),
    headers: {
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(body ? { 'content-type': 'application/json' } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  }
}
