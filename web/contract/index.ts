/** The server's contract under short names. Everything here comes from openapi.json. */
import type { components } from './contract.gen'

type Schemas = components['schemas']

export type SessionRequest = Schemas['SessionRequest']
export type Session = Schemas['Session']
export type ErrorAnswer = Schemas['ErrorAnswer']

export type ClientFrame = Schemas['ClientFrame']
export type Hello = Schemas['Hello']
export type Send = Schemas['Send']
export type Choose = Schemas['Choose']
export type AskPerson = Schemas['AskPerson']
export type LeaveQueue = Schemas['LeaveQueue']
export type Rate = Schemas['Rate']

export type Poll = Schemas['Poll']
export type Suggestion = Schemas['Suggestion']
export type SuggestionList = Schemas['SuggestionList']

export type Accepted = Schemas['Accepted']
export type ServerFrame = Schemas['ServerFrame']
export type Ready = Schemas['Ready']
export type Status = Schemas['Status']
export type Refused = Schemas['Refused']
/** Who answers, and how far that is: in Ready and in every Status. */
export type Stand = Pick<Ready, 'owner' | 'engine' | 'person' | 'place' | 'read'>
export type Place = Schemas['Place']
export type Owner = Ready['owner']
export type EngineState = Ready['engine']

export type Message = Schemas['Message']
export type Author = Message['author']
export type Body = Message['body']
export type BodyKind = Body['kind']
export type TextBody = Schemas['TextBody']
export type AnswerBody = Schemas['AnswerBody']
export type FormBody = Schemas['FormBody']
export type SummaryBody = Schemas['SummaryBody']
export type TicketBody = Schemas['TicketBody']
export type FileBody = Schemas['FileBody']
export type NoticeBody = Schemas['NoticeBody']
export type Choice = Schemas['Choice']
export type FactGroup = Schemas['FactGroup']
export type FactLine = Schemas['FactLine']
export type Row = Schemas['Row']
