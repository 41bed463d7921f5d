/** Requests to the desk's part of the API. */
import type {
  Account,
  AccountChange,
  AccountChanged,
  AccountList,
  AccountNew,
  CannedReplies,
  CaseList,
  ColleagueList,
  ConversationDetail,
  FigureReport,
  FollowUp,
  FollowUpList,
  PasswordChange,
  PersonLink,
  PersonList,
  SignIn,
  StaffSession,
  SuggestionList,
  TicketChange,
  TicketDetail,
  TicketList,
  TicketNote,
  TicketOpen,
} from '@esa/contract'
import { read } from '@esa/net/http'
import { asked, Asking } from './asking'

export class StaffApi extends Asking {
  /** Throws ApiRefused with the server's sentence. */
  static async signIn(body: SignIn): Promise<StaffSession> {
    return read<StaffSession>(await fetch('/api/staff/session', asked('POST', null, body)))
  }

  async signOut(everywhere: boolean): Promise<void> {
    await fetch(`/api/staff/session${everywhere ? 's' : ''}`, asked('DELETE', this.token()))
  }

  /** One's own; it ends all sessions. */
  async changePassword(body: PasswordChange): Promise<void> {
    const answer = await fetch('/api/staff/password', asked('PUT', this.token(), body))
    if (!answer.ok) await read(answer)
  }

  /** For admins: a member is signed out wherever they are. */
  async signOutMember(id: string): Promise<void> {
    const answer = await fetch(`/api/staff/members/${id}/sessions`, asked('DELETE', this.token()))
    if (!answer.ok) await read(answer)
  }

  /** For admins. */
  accounts = () => this.ask<AccountList>('GET', 'accounts')
  addAccount = (body: AccountNew) => this.ask<Account>('POST', 'accounts', body)
  changeAccount = (id: string, body: AccountChange) => this.ask<AccountChanged>('PATCH', `accounts/${id}`, body)
  setPassword = (id: string, password: string) => this.ask<AccountChanged>('PUT', `accounts/${id}/password`, { password })
  deactivate = (id: string) => this.ask<AccountChanged>('POST', `accounts/${id}/deactivate`)
  activate = (id: string) => this.ask<AccountChanged>('POST', `accounts/${id}/activate`)

  cases = () => this.ask<CaseList>('GET', 'cases')
  members = () => this.ask<ColleagueList>('GET', 'members')
  replies = () => this.ask<CannedReplies>('GET', 'replies')
  conversation = (id: string) => this.ask<ConversationDetail>('GET', `conversations/${id}`)
  resend = (id: string, delivery: string) => this.ask<ConversationDetail>('POST', `conversations/${id}/resend`, { delivery })
  proposals = (text: string) => this.ask<SuggestionList>('POST', 'proposals', { text })

  persons = (id: string, search: string) => this.ask<PersonList>('POST', `conversations/${id}/persons`, { search })
  link = (id: string, other: string) => this.ask<PersonLink>('POST', `conversations/${id}/links`, { other })
  unlink = (link: string) => this.ask<PersonLink>('DELETE', `links/${link}`)

  tickets = (wanted: Record<string, string>) => this.ask<TicketList>('GET', `tickets?${new URLSearchParams(wanted)}`)
  ticket = (number: string) => this.ask<TicketDetail>('GET', `tickets/${number}`)
  changeTicket = (number: string, body: TicketChange) => this.ask<TicketDetail>('PATCH', `tickets/${number}`, body)
  noteTicket = (number: string, body: TicketNote) => this.ask<TicketDetail>('POST', `tickets/${number}/notes`, body)

  openTicket = (body: TicketOpen) => this.ask<TicketDetail>('POST', 'tickets', body)
  ticketFile = (number: string, id: string) => this.bytes(`tickets/${number}/files/${id}`)

  followUps = (wanted: Record<string, string>) =>
    this.ask<FollowUpList>('GET', `follow-ups?${new URLSearchParams(wanted)}`)
  doneFollowUp = (id: string, note: string) => this.ask<FollowUp>('POST', `follow-ups/${id}`, { note })

  /** The wanted tickets as a table. */
  ticketTable = (wanted: Record<string, string>) => this.bytes(`tickets/export?${new URLSearchParams(wanted)}`)
  figures = (wanted: Record<string, string>) => this.ask<FigureReport>('GET', `figures?${new URLSearchParams(wanted)}`)
  figureTable = (wanted: Record<string, string>) => this.bytes(`figures/export?${new URLSearchParams(wanted)}`)
  /** The bytes of a file of any conversation. */
  file = (id: string) => this.bytes(`files/${id}`)
}
