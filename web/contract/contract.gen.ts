// Generated from openapi.json by "npm run contract". Do not edit.

export interface paths {
    "/api/staff/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listAccounts"];
        put?: never;
        post: operations["addAccount"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/accounts/{account}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch: operations["changeAccount"];
        trace?: never;
    };
    "/api/staff/accounts/{account}/activate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["activateAccount"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/accounts/{account}/deactivate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["deactivateAccount"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/accounts/{account}/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put: operations["setPassword"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/cases": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listCases"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/conversations/{conversation}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getConversation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/conversations/{conversation}/links": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["linkPerson"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/conversations/{conversation}/persons": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["findPersons"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/conversations/{conversation}/resend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["resend"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/evaluations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listEvaluations"];
        put?: never;
        post: operations["startEvaluation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/evaluations/{evaluation}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getEvaluation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/evaluations/{evaluation}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["cancelEvaluation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/figures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getFigures"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/figures/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["exportFigures"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["sendFileAsStaff"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/files/{file}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getFileAsStaff"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/follow-ups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listFollowUps"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/follow-ups/{case}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["doneFollowUp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/links/{link}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["unlinkPerson"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listMembers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/members/{member}/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["signOutMember"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put: operations["changePassword"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/proposals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["propose"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/releases": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listReleases"];
        put?: never;
        post: operations["publishRelease"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/releases/{release}/promote": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["promoteRelease"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/releases/{release}/rollback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["rollBack"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/releases/{release}/trial": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getTrial"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/releases/{release}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["withdrawRelease"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/replies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listReplies"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["signIn"];
        delete: operations["signOut"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["signOutEverywhere"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/tickets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listTickets"];
        put?: never;
        post: operations["openTicket"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/tickets/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["exportTickets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/tickets/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getTicket"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch: operations["changeTicket"];
        trace?: never;
    };
    "/api/staff/tickets/{number}/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["sendTicketFile"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/tickets/{number}/files/{file}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getTicketFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/tickets/{number}/notes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["noteOnTicket"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/trainer/coverage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getCoverage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/trainer/examples": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listExamples"];
        put?: never;
        post: operations["changeExample"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/trainer/examples/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["checkExample"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/trainer/examples/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["exportExamples"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/trainer/examples/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["importExamples"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/trainer/inbox": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listInbox"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/trainer/inbox/clusters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listClusters"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/trainer/inbox/{item}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getItem"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/trainer/inbox/{item}/claim": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["claimItem"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/trainer/inbox/{item}/decision": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["decideItem"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/trainer/inbox/{item}/undo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["undoDecision"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/trainer/labels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listLabels"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/trainer/sets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listSets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/trainer/sets/{set}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getSet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/trainer/sets/{set}/reopen": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["reopenSet"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/trainer/sets/{set}/review": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["reviewSet"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/trainer/sets/{set}/submit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["submitSet"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/trainer/sets/{set}/undo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["undoSet"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/trainer/sets/{set}/validate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["validateSet"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/trainings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listTrainings"];
        put?: never;
        post: operations["startTraining"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/trainings/{training}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getTraining"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/trainings/{training}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["cancelTraining"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/staff/trainings/{training}/log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getTrainingLog"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/visitor/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["poll"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/visitor/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["sendFile"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/visitor/files/{file}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/visitor/frames": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["postFrame"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/visitor/link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["offerLink"];
        put?: never;
        post: operations["giveLinkCode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/visitor/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["openSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/visitor/suggestions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["suggest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * Accepted
         * @description What came with this key is stored, as message `seq` or, for a rating, about it.
         */
        Accepted: {
            /** Key */
            key: string;
            /** Seq */
            seq: number;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "accepted";
        };
        /**
         * AccountChange
         * @description New values; left out or null, a field stays.
         */
        AccountChange: {
            /**
             * Capacity
             * @default null
             */
            capacity?: number | null;
            /**
             * Groups
             * @default null
             */
            groups?: ("registration" | "tax" | "ip" | "legal" | "general")[] | null;
            /**
             * Name
             * @default null
             */
            name?: string | null;
            /**
             * Role
             * @default null
             */
            role?: ("staff" | "supervisor" | "trainer" | "manager" | "admin") | null;
        };
        /**
         * AccountChanged
         * @description The account as it is now, and what that meant for what was in its hands.
         */
        AccountChanged: {
            account: components["schemas"]["AccountOut"];
            /**
             * Given Back
             * @description Conversations that go back into the queue by and by
             */
            given_back: number;
        };
        /**
         * AccountList
         * @description Every account, by login.
         */
        AccountList: {
            /** Accounts */
            accounts: components["schemas"]["AccountOut"][];
        };
        /**
         * AccountNew
         * @description An account to be made.
         */
        AccountNew: {
            /**
             * Capacity
             * @description Conversations at once
             */
            capacity: number;
            /** Groups */
            groups: ("registration" | "tax" | "ip" | "legal" | "general")[];
            /**
             * Key
             * Format: uuid
             * @description Its id; a request that is sent again makes no second account
             */
            key: string;
            /** Login */
            login: string;
            /**
             * Name
             * @description What enterprises see
             */
            name: string;
            /**
             * Password
             * Format: password
             */
            password: string;
            /**
             * Role
             * @enum {string}
             */
            role: "staff" | "supervisor" | "trainer" | "manager" | "admin";
        };
        /**
         * AccountOut
         * @description An account as it is now, switched on or off.
         */
        AccountOut: {
            /**
             * Active
             * @description Whether one may sign in with it
             */
            active: boolean;
            /** Available */
            available: boolean;
            /** Capacity */
            capacity: number;
            /** Groups */
            groups: ("registration" | "tax" | "ip" | "legal" | "general")[];
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Load
             * @description Conversations in their hands
             */
            load: number;
            /** Login */
            login: string;
            /** Name */
            name: string;
            /** Online */
            online: boolean;
            /**
             * Role
             * @enum {string}
             */
            role: "staff" | "supervisor" | "trainer" | "manager" | "admin";
            /**
             * Tickets
             * @description Tickets of theirs that are not done
             */
            tickets: number;
        };
        /**
         * AccountPassword
         * @description The new password.
         */
        AccountPassword: {
            /**
             * Password
             * Format: password
             */
            password: string;
        };
        /**
         * AnswerBody
         * @description An answer from verified facts: the facet asked first, then the card, then next steps.
         */
        AnswerBody: {
            /**
             * Caveat
             * @default null
             */
            caveat?: string | null;
            /**
             * Choices
             * @default []
             */
            choices?: components["schemas"]["Choice"][];
            /**
             * Facet
             * @default null
             */
            facet?: string | null;
            /**
             * Groups
             * @default []
             */
            groups?: components["schemas"]["FactGroup"][];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "answer";
            /** Matter */
            matter: string;
            /**
             * Text
             * @description One or two short sentences that answer the facet asked
             */
            text: string;
            /** Title */
            title: string;
        };
        /**
         * AskPerson
         * @description The 转人工 control.
         */
        AskPerson: {
            /** Key */
            key: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "ask_person";
        };
        /**
         * Available
         * @description Be given what waits, or no longer.
         */
        Available: {
            /** On */
            on: boolean;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "available";
        };
        /**
         * Bin
         * @description Lines whose first label has a probability in this tenth.
         */
        Bin: {
            /** Lower */
            lower: number;
            /** N */
            n: number;
            /**
             * Right
             * @description Share in which it is the right one
             */
            right: number;
            /**
             * Said
             * @description Mean probability of the first label
             */
            said: number;
        };
        /**
         * CannedReplies
         * @description All of them, in the order of the file.
         */
        CannedReplies: {
            /** Replies */
            replies: components["schemas"]["CannedReply"][];
        };
        /**
         * CannedReply
         * @description Words that staff say often. {name}, {enterprise} and {staff} stand for what they are.
         */
        CannedReply: {
            /**
             * Group
             * @default null
             */
            group?: ("registration" | "tax" | "ip" | "legal" | "general") | null;
            /** Id */
            id: string;
            /** Text */
            text: string;
            /** Title */
            title: string;
        };
        /**
         * CaseChanged
         * @description A case as it is now; `case` is null when staff have nothing to do with it any more.
         */
        CaseChanged: {
            case: components["schemas"]["CaseOut"] | null;
            /**
             * Conversation
             * Format: uuid
             */
            conversation: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "case";
        };
        /**
         * CaseList
         * @description What waits, the longest waiting first, and what the caller holds.
         */
        CaseList: {
            /** Cases */
            cases: components["schemas"]["CaseOut"][];
        };
        /**
         * CaseOut
         * @description A conversation that waits for staff or is held by one.
         */
        CaseOut: {
            /** Assignee */
            assignee: string | null;
            /** Assignee Name */
            assignee_name: string | null;
            /** Channel */
            channel: string;
            /** Claimed At */
            claimed_at: string | null;
            /** Contact Name */
            contact_name: string | null;
            /**
             * Conversation
             * Format: uuid
             */
            conversation: string;
            /** Enterprise Name */
            enterprise_name: string | null;
            /** First Reply At */
            first_reply_at: string | null;
            /**
             * Group
             * @enum {string}
             */
            group: "registration" | "tax" | "ip" | "legal" | "general";
            /** Last Seq */
            last_seq: number;
            /** Matter */
            matter: string | null;
            /**
             * Owner
             * @enum {string}
             */
            owner: "bot" | "queue" | "staff";
            /**
             * Priority
             * @description Higher is taken first
             */
            priority: number;
            /**
             * Queued At
             * Format: date-time
             */
            queued_at: string;
            /**
             * Reason
             * @description Why it was handed over
             */
            reason: string;
            /**
             * Reply Due At
             * @description When it changes hands without a first word; null once there was one
             */
            reply_due_at: string | null;
            /**
             * Summary
             * @description What the assistant knows of it
             */
            summary: string;
        };
        /**
         * CasesChanged
         * @description Cases may have changed unseen: read the list again.
         */
        CasesChanged: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "cases";
        };
        /**
         * ChangeOut
         * @description One change of a set.
         */
        ChangeOut: {
            after: components["schemas"]["PlainExample"] | null;
            /**
             * At
             * Format: date-time
             */
            at: string;
            before: components["schemas"]["PlainExample"] | null;
            /**
             * Clash
             * @description Why it does not fit what is there now
             */
            clash: ("gone" | "moved" | "elsewhere" | "alias_taken") | null;
            /** Id */
            id: number;
            /**
             * Item
             * @description The item of the inbox that it comes from
             */
            item: string | null;
            /**
             * Kind
             * @enum {string}
             */
            kind: "add" | "edit" | "remove" | "alias" | "matter" | "check";
            /** Matter */
            matter: string | null;
            /**
             * Note
             * @description The new name, or what the proposed matter is about
             */
            note: string | null;
            /** Said */
            said: string | null;
            /** Undone At */
            undone_at: string | null;
            /** Warnings */
            warnings: string[];
        };
        /**
         * Check
         * @description One condition of a release.
         */
        Check: {
            /** After */
            after: number;
            /** Before */
            before: number | null;
            /**
             * Code
             * @enum {string}
             */
            code: "domain_fell" | "wrong";
            /** Domain */
            domain: string | null;
            /** Limit */
            limit: number;
            /**
             * Name
             * @enum {string}
             */
            name: "blind" | "development" | "regression";
            /** Passed */
            passed: boolean;
        };
        /**
         * Choice
         * @description A button. The payload behind it stays on the server; the client names message and choice.
         */
        Choice: {
            /**
             * Id
             * @description Unique within its message; also the number that may be typed
             */
            id: string;
            /** Title */
            title: string;
        };
        /**
         * Choose
         * @description The visitor pressed a button of message `seq`.
         */
        Choose: {
            /** Choice */
            choice: string;
            /** Key */
            key: string;
            /** Seq */
            seq: number;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "choose";
        };
        /**
         * Claim
         * @description Take a waiting conversation.
         */
        Claim: {
            /**
             * Conversation
             * Format: uuid
             */
            conversation: string;
            /** Key */
            key: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "claim";
        };
        /**
         * ClaimIn
         * @description Whether the others are shown that somebody is at it.
         */
        ClaimIn: {
            /** On */
            on: boolean;
        };
        ClientFrame: components["schemas"]["Hello"] | components["schemas"]["Send"] | components["schemas"]["Choose"] | components["schemas"]["AskPerson"] | components["schemas"]["LeaveQueue"] | components["schemas"]["Rate"] | components["schemas"]["VisitorTyping"] | components["schemas"]["VisitorRead"] | components["schemas"]["Ping"];
        /**
         * Close
         * @description End the case; the assistant speaks again.
         */
        Close: {
            /**
             * Conversation
             * Format: uuid
             */
            conversation: string;
            /**
             * Disposition
             * @enum {string}
             */
            disposition: "resolved" | "filed_first_time" | "returned" | "ticket" | "no_answer" | "spam";
            /** Key */
            key: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "close";
        };
        /**
         * ClusterList
         * @description What is asked most, and among how many items.
         */
        ClusterList: {
            /** Clusters */
            clusters: components["schemas"]["ClusterOut"][];
            /** Looked At */
            looked_at: number;
        };
        /**
         * ClusterOut
         * @description Sentences that mean nearly the same, the most frequent first; at most ten are shown.
         */
        ClusterOut: {
            /**
             * Count
             * @description How often all of them were said
             */
            count: number;
            /** Items */
            items: components["schemas"]["ItemOut"][];
            /**
             * Labels
             * @description How those that are shown were read
             */
            labels: [
                string,
                number
            ][];
            /**
             * Size
             * @description How many different sentences
             */
            size: number;
        };
        /**
         * Colleague
         * @description To whom a conversation may be transferred.
         */
        Colleague: {
            /** Available */
            available: boolean;
            /** Capacity */
            capacity: number;
            /** Groups */
            groups: ("registration" | "tax" | "ip" | "legal" | "general")[];
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Load */
            load: number;
            /** Name */
            name: string;
            /** Online */
            online: boolean;
            /**
             * Role
             * @enum {string}
             */
            role: "staff" | "supervisor" | "trainer" | "manager" | "admin";
        };
        /**
         * ColleagueList
         * @description Everybody with an account that is switched on.
         */
        ColleagueList: {
            /** Members */
            members: components["schemas"]["Colleague"][];
        };
        /**
         * Compared
         * @description The same lines read by both models; `before` is null when nothing was served.
         */
        Compared: {
            after: components["schemas"]["Shares"];
            before: components["schemas"]["Shares"] | null;
            /** N */
            n: number;
        };
        /**
         * Comparison
         * @description A candidate held against what is served.
         */
        Comparison: {
            /** Confused */
            confused: components["schemas"]["Confused"][];
            /** @description Null when the data have changed since */
            crossed: components["schemas"]["Crossed"] | null;
            /** Gate */
            gate: components["schemas"]["Check"][];
            /** Matters */
            matters: components["schemas"]["MatterReport"][];
            /** Moved */
            moved: components["schemas"]["Moved"][];
            /**
             * Moved More
             * @description Lines that moved and are not listed
             */
            moved_more: number;
            /**
             * Passed
             * @description It may be released without a reason
             */
            passed: boolean;
            reliability: components["schemas"]["Reliability"];
            /** Seconds */
            seconds: number;
            /** Sets */
            sets: components["schemas"]["SetReport"][];
        };
        /**
         * Confused
         * @description How often the new model takes lines of one label for another, and the old one did.
         */
        Confused: {
            /** Before */
            before: number | null;
            /** Got */
            got: string;
            /** Label */
            label: string;
            /** N */
            n: number;
        };
        /**
         * ConversationDetail
         * @description Everything around a conversation but its messages.
         */
        ConversationDetail: {
            /**
             * Cases
             * @description The newest first
             */
            cases: components["schemas"]["PastCase"][];
            /** Channel */
            channel: string;
            /** Contact Name */
            contact_name: string | null;
            /**
             * Conversation
             * Format: uuid
             */
            conversation: string;
            /**
             * Decisions
             * @description Of the open case, the oldest first
             */
            decisions: components["schemas"]["bot__api__staff_models__DecisionOut"][];
            /** Enterprise Name */
            enterprise_name: string | null;
            /**
             * Links
             * @description Why they are the same person's
             */
            links: components["schemas"]["LinkOut"][];
            /** Notes */
            notes: components["schemas"]["NoteOut"][];
            /**
             * Persons
             * @description Other conversations of the same person
             */
            persons: components["schemas"]["PersonOut"][];
            /** Phone */
            phone: string | null;
            /**
             * Readings
             * @description The latest, the newest first
             */
            readings: components["schemas"]["ReadingOut"][];
            /** Tickets */
            tickets: components["schemas"]["TicketBrief"][];
            /**
             * Undelivered
             * @description The newest first
             */
            undelivered: components["schemas"]["UndeliveredOut"][];
            /** Uscc */
            uscc: string | null;
        };
        /**
         * CountOut
         * @description How often something was the reason or the end of a case.
         */
        CountOut: {
            /** Count */
            count: number;
            /** Label */
            label: string;
            /** Name */
            name: string;
        };
        /**
         * CoverageList
         * @description Every matter, those with most to do first, and what to do about each kind.
         */
        CoverageList: {
            /** Advice */
            advice: {
                [key: string]: string;
            };
            /** Matters */
            matters: components["schemas"]["CoverageOut"][];
        };
        /**
         * CoverageOut
         * @description A matter: what is there, how it fares, and what to do next, the most urgent first.
         */
        CoverageOut: {
            /** Core */
            core: boolean;
            /**
             * Domain
             * @enum {string}
             */
            domain: "registration" | "tax" | "ip" | "legal" | "general";
            /** Ends */
            ends: string | null;
            /** Examples */
            examples: number;
            /** Expired */
            expired: number;
            /**
             * Expiring
             * @description Facts that end within 60 days
             */
            expiring: number;
            /** Label */
            label: string;
            /** Least */
            least: number;
            /** Matter */
            matter: string;
            /**
             * Misread
             * @description Corrections of sentences about it
             */
            misread: number;
            /**
             * Missing
             * @description Fields of the answer that no fact fills
             */
            missing: string[];
            /**
             * Open
             * @description Items of the inbox about it
             */
            open: number;
            /**
             * Rated
             * @description Ratings of the last 90 days
             */
            rated: number;
            /** Title */
            title: string;
            /** Todo */
            todo: ("examples" | "facts" | "expired" | "expiring" | "contradiction" | "ratings" | "misread" | "inbox")[];
            /** Useful */
            useful: number;
        };
        /**
         * Crossed
         * @description Held-out examples, each read by a model that was trained without it.
         */
        Crossed: {
            /** Domains */
            domains: {
                [key: string]: number;
            };
            /** Folds */
            folds: number;
            /** N */
            n: number;
            /** Right */
            right: number;
            /**
             * Worst
             * @description Matters most often missed; before is null
             */
            worst: components["schemas"]["MatterReport"][];
        };
        /**
         * DayFiguresOut
         * @description Of a day in Shanghai.
         */
        DayFiguresOut: {
            /**
             * Day
             * Format: date
             */
            day: string;
            figures: components["schemas"]["FiguresOut"];
        };
        /**
         * DecisionIn
         * @description What is to become of an item, as it was seen.
         *
         *     `label` wants `example`, `synonym` wants `matter` and `name`, `matter` wants `note`.
         */
        DecisionIn: {
            /**
             * Confirm
             * @description Warnings were seen and do not matter
             * @default false
             */
            confirm?: boolean;
            /** @default null */
            example?: components["schemas"]["ExampleIn"] | null;
            /**
             * Kind
             * @enum {string}
             */
            kind: "label" | "skip" | "synonym" | "matter";
            /**
             * Learn
             * @description false: no example, only what it means
             * @default true
             */
            learn?: boolean;
            /**
             * Matter
             * @default null
             */
            matter?: string | null;
            /**
             * Name
             * @default null
             */
            name?: string | null;
            /**
             * Note
             * @default null
             */
            note?: string | null;
            /** Version */
            version: number;
        };
        /**
         * ErrorAnswer
         * @description Every error of the API: a code for programs, a sentence for people.
         */
        ErrorAnswer: {
            /** Code */
            code: string;
            /** Message */
            message: string;
        };
        /**
         * EvaluationDetail
         * @description An evaluation and what it found.
         */
        EvaluationDetail: {
            evaluation: components["schemas"]["EvaluationOut"];
            result: components["schemas"]["Comparison"] | null;
        };
        /**
         * EvaluationList
         * @description The newest first.
         */
        EvaluationList: {
            /** Evaluations */
            evaluations: components["schemas"]["EvaluationOut"][];
        };
        /**
         * EvaluationMoved
         * @description An evaluation is further than before; told to trainers.
         */
        EvaluationMoved: {
            evaluation: components["schemas"]["EvaluationOut"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "evaluation";
        };
        /**
         * EvaluationOut
         * @description An evaluation without what it found.
         */
        EvaluationOut: {
            /**
             * Against
             * @description The model that was served then
             */
            against: string | null;
            /** Author */
            author: string;
            /**
             * Cancelling
             * @description Somebody wants it no more, and it has not ended yet
             */
            cancelling: boolean;
            /**
             * Cause
             * @description Code of why it failed
             */
            cause: string | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Detail
             * @description What was seen, for who looks after the machine
             */
            detail: string | null;
            /** Ended At */
            ended_at: string | null;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Message
             * @description Why it failed, in a sentence
             */
            message: string | null;
            /** Model */
            model: string;
            /**
             * Passed
             * @description Whether the gate lets it be released without a reason
             */
            passed: boolean | null;
            /** Percent */
            percent: number;
            /**
             * Remaining
             * @description Seconds, as it looks now
             */
            remaining: number | null;
            /**
             * Stage
             * @description queued, import, encode, names, classify, write, read, cross, done
             */
            stage: string;
            /** Started At */
            started_at: string | null;
            /**
             * State
             * @enum {string}
             */
            state: "queued" | "running" | "done" | "failed" | "cancelled";
            /**
             * Training
             * Format: uuid
             */
            training: string;
        };
        /**
         * EvaluationStart
         * @description Which training's model is to be held against the one that is served.
         */
        EvaluationStart: {
            /**
             * Training
             * Format: uuid
             */
            training: string;
        };
        /**
         * ExampleChange
         * @description The same, to be stored in the trainer's open change set.
         */
        ExampleChange: {
            /** @default null */
            after?: components["schemas"]["ExampleIn"] | null;
            /** @default null */
            before?: components["schemas"]["SeenExample"] | null;
            /**
             * Confirm
             * @description Warnings were seen and do not matter
             * @default false
             */
            confirm?: boolean;
        };
        /**
         * ExampleCheck
         * @description A change: `before` alone takes an example away, `after` alone adds one.
         */
        ExampleCheck: {
            /** @default null */
            after?: components["schemas"]["ExampleIn"] | null;
            /** @default null */
            before?: components["schemas"]["SeenExample"] | null;
        };
        /**
         * ExampleIn
         * @description An example. `facets`: null teaches no facet, an empty list that none is asked.
         */
        ExampleIn: {
            /**
             * Entities
             * @default []
             */
            entities?: components["schemas"]["MarkedIn"][];
            /**
             * Facets
             * @default null
             */
            facets?: ("conditions" | "materials" | "steps" | "time_limit" | "fee" | "channel" | "place" | "phone" | "basis")[] | null;
            /** Label */
            label: string;
            /** Text */
            text: string;
        };
        /**
         * ExampleList
         * @description A part of the wanted examples and how many there are in all.
         */
        ExampleList: {
            /** Examples */
            examples: components["schemas"]["ExampleOut"][];
            /** Next */
            next: string | null;
            /** Total */
            total: number;
        };
        /**
         * ExampleOut
         * @description An example as the trainer sees it: with what is on its way.
         */
        ExampleOut: {
            /**
             * Entities
             * @default []
             */
            entities?: components["schemas"]["MarkedIn"][];
            /**
             * Facets
             * @default null
             */
            facets?: ("conditions" | "materials" | "steps" | "time_limit" | "fee" | "channel" | "place" | "phone" | "basis")[] | null;
            /** Label */
            label: string;
            /**
             * Origin
             * @description base: the files hold it like this
             * @enum {string}
             */
            origin: "base" | "changed";
            /** Text */
            text: string;
        };
        /**
         * FactGroup
         * @description The facts of one field of a matter.
         */
        FactGroup: {
            /** Field */
            field: string;
            /** Items */
            items: components["schemas"]["FactLine"][];
            /** Label */
            label: string;
        };
        /**
         * FactLine
         * @description One fact of a card with where it comes from.
         */
        FactLine: {
            /**
             * Certain
             * @description False: shown with the request to confirm at the counter
             */
            certain: boolean;
            /**
             * Checked
             * @description Date of the last check, ISO 8601
             */
            checked: string;
            /**
             * Source
             * @description Statute and article, page, or that it is unverified
             */
            source: string;
            /** Text */
            text: string;
        };
        /**
         * FigureReport
         * @description The figures of a span, in total, a day and a member, with what they mean.
         */
        FigureReport: {
            /** Days */
            days: components["schemas"]["DayFiguresOut"][];
            /**
             * First
             * Format: date
             */
            first: string;
            /** Group */
            group: ("registration" | "tax" | "ip" | "legal" | "general") | null;
            /**
             * Last
             * Format: date
             */
            last: string;
            /** Meanings */
            meanings: components["schemas"]["MeaningOut"][];
            /**
             * Members
             * @description Who did something, by name
             */
            members: components["schemas"]["MemberFiguresOut"][];
            total: components["schemas"]["FiguresOut"];
        };
        /**
         * FiguresOut
         * @description Of a day or of the span; null where there was nothing to measure.
         */
        FiguresOut: {
            /** Closed */
            closed: number;
            /**
             * Dispositions
             * @description The most frequent first
             */
            dispositions: components["schemas"]["CountOut"][];
            first_time: components["schemas"]["ShareOut"];
            /** Handed Over */
            handed_over: number;
            left_queue: components["schemas"]["ShareOut"];
            /**
             * Reasons
             * @description The most frequent first
             */
            reasons: components["schemas"]["CountOut"][];
            /** Reply Median */
            reply_median: number | null;
            /** Reply P90 */
            reply_p90: number | null;
            reply_soon: components["schemas"]["ShareOut"];
            /** Taken */
            taken: number;
            /** Tickets Done */
            tickets_done: number;
            tickets_in_time: components["schemas"]["ShareOut"];
            /** Tickets Opened */
            tickets_opened: number;
            useful: components["schemas"]["ShareOut"];
            /**
             * Wait Median
             * @description Seconds, like the three below
             */
            wait_median: number | null;
            /** Wait P90 */
            wait_p90: number | null;
            without_staff: components["schemas"]["ShareOut"];
        };
        /**
         * FileBody
         * @description A picture or a document; its bytes are asked for by id.
         */
        FileBody: {
            /**
             * Choices
             * @default []
             */
            choices?: components["schemas"]["Choice"][];
            /** File */
            file: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "file";
            /**
             * Media
             * @description By its bytes: a picture or application/pdf
             */
            media: string;
            /**
             * Size
             * @description Bytes
             */
            size: number;
            /**
             * Text
             * @description Its name, for clients that cannot show it
             */
            text: string;
        };
        /**
         * FindingList
         * @description Errors first.
         */
        FindingList: {
            /** Findings */
            findings: components["schemas"]["FindingOut"][];
        };
        /**
         * FindingOut
         * @description What there is to say about a change: an error refuses it, a warning is to be confirmed.
         */
        FindingOut: {
            /**
             * Code
             * @enum {string}
             */
            code: "too_short" | "too_long" | "not_a_line" | "slash" | "markup" | "personal" | "unknown_label" | "unknown_facet" | "no_facets_here" | "entities" | "duplicate" | "duplicate_elsewhere" | "near" | "near_elsewhere" | "means_another" | "held_out" | "few" | "gone" | "unchanged" | "twice";
            /**
             * Level
             * @enum {string}
             */
            level: "error" | "warning";
            /** Message */
            message: string;
            /** Other */
            other: string | null;
            /** Other Label */
            other_label: string | null;
            /** Similarity */
            similarity: number | null;
        };
        /**
         * FollowUpDone
         * @description Somebody has called.
         */
        FollowUpDone: {
            /** Note */
            note: string;
        };
        /**
         * FollowUpList
         * @description What is owed, the most urgent first, or what was done; and how many there are in all.
         */
        FollowUpList: {
            /** Follow Ups */
            follow_ups: components["schemas"]["FollowUpOut"][];
            /** Total */
            total: number;
        };
        /**
         * FollowUpOut
         * @description A case with a bad grade, and the call that is owed for it.
         */
        FollowUpOut: {
            /**
             * Comment
             * @description In the enterprise's words
             */
            comment: string | null;
            /** Contact Name */
            contact_name: string | null;
            /**
             * Conversation
             * Format: uuid
             */
            conversation: string;
            /** Done At */
            done_at: string | null;
            /** Done By */
            done_by: string | null;
            /**
             * Due At
             * Format: date-time
             * @description One working day after the grade
             */
            due_at: string;
            /** Enterprise Name */
            enterprise_name: string | null;
            /**
             * Grade
             * @description As it is now; it may have been raised since
             */
            grade: number;
            /**
             * Graded At
             * Format: date-time
             */
            graded_at: string;
            /**
             * Group
             * @enum {string}
             */
            group: "registration" | "tax" | "ip" | "legal" | "general";
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Matter */
            matter: string | null;
            /**
             * Note
             * @description What came of the call
             */
            note: string | null;
            /** Overdue */
            overdue: boolean;
            /** Phone */
            phone: string | null;
            /** Reason */
            reason: string | null;
            /**
             * Staff Name
             * @description Who held the case
             */
            staff_name: string | null;
            /** Summary */
            summary: string;
        };
        /**
         * FormBody
         * @description One field of the assistance form.
         */
        FormBody: {
            /**
             * Choices
             * @default []
             */
            choices?: components["schemas"]["Choice"][];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "form";
            /** Slot */
            slot: string;
            /** Step */
            step: number;
            /** Steps */
            steps: number;
            /** Text */
            text: string;
        };
        /**
         * HandBack
         * @description Put the conversation back into the queue.
         */
        HandBack: {
            /**
             * Conversation
             * Format: uuid
             */
            conversation: string;
            /** Key */
            key: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "hand_back";
        };
        /**
         * Hello
         * @description First frame of a socket: who it is, and after which message to go on.
         */
        Hello: {
            /**
             * After
             * @default 0
             */
            after?: number;
            /** Token */
            token: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "hello";
        };
        /**
         * ImportOut
         * @description What came of a file: all of it is stored, or nothing.
         */
        ImportOut: {
            /** Added */
            added: number;
            /** Edited */
            edited: number;
            /** Findings */
            findings: components["schemas"]["RowFindingOut"][];
            /** Rows */
            rows: number;
            /** Stored */
            stored: boolean;
            /** Unchanged */
            unchanged: number;
        };
        /**
         * InboxList
         * @description A part of the wanted items and how many there are in all.
         */
        InboxList: {
            /** Items */
            items: components["schemas"]["ItemOut"][];
            /** More */
            more: boolean;
            /** Total */
            total: number;
        };
        /**
         * ItemDetail
         * @description One item with what helps to decide.
         */
        ItemDetail: {
            /** History */
            history: components["schemas"]["bot__api__inbox_models__DecisionOut"][];
            item: components["schemas"]["ItemOut"];
            /** Nearest */
            nearest: components["schemas"]["NearestOut"][];
            /** Ranking */
            ranking: components["schemas"]["Ranked"][];
            /**
             * Sightings
             * @description The last twenty, the newest first
             */
            sightings: components["schemas"]["SightingOut"][];
        };
        /**
         * ItemOut
         * @description A sentence that needs a trainer, masked; nearly the same ones are counted.
         */
        ItemOut: {
            /** Channels */
            channels: string[];
            /**
             * Claimed By
             * @description Who looks at it now; keeps nobody away
             */
            claimed_by: string | null;
            /** Claimed Name */
            claimed_name: string | null;
            /** Confidence */
            confidence: number | null;
            /** Count */
            count: number;
            /** Decided At */
            decided_at: string | null;
            /** Decided By */
            decided_by: string | null;
            /** Decided Name */
            decided_name: string | null;
            /** Domain */
            domain: ("registration" | "tax" | "ip" | "legal" | "general") | null;
            /** Facet */
            facet: string | null;
            /**
             * First At
             * Format: date-time
             */
            first_at: string;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Label
             * @description How it was read last
             */
            label: string | null;
            /**
             * Last At
             * Format: date-time
             */
            last_at: string;
            /** Matter */
            matter: string | null;
            /** Model */
            model: string | null;
            /**
             * Near Label
             * @description What the nearest examples say instead
             */
            near_label: string | null;
            /** Outcome */
            outcome: string | null;
            /** Reasons */
            reasons: ("low" | "clarified" | "fallen_back" | "useless" | "handed_off" | "staff" | "disagrees")[];
            /**
             * Staff Matter
             * @description What staff settled on
             */
            staff_matter: string | null;
            /**
             * State
             * @enum {string}
             */
            state: "open" | "done" | "skipped";
            /** Text */
            text: string;
            /**
             * Version
             * @description To be sent with a decision
             */
            version: number;
        };
        /**
         * LabelList
         * @description Every label, the matters first; facets and entities that may be marked.
         */
        LabelList: {
            /** Entities */
            entities: string[];
            /** Facets */
            facets: string[];
            /** Labels */
            labels: components["schemas"]["LabelOut"][];
        };
        /**
         * LabelOut
         * @description Something that a text may be about.
         */
        LabelOut: {
            /** Core */
            core: boolean;
            /** Domain */
            domain: ("registration" | "tax" | "ip" | "legal" | "general") | null;
            /** Examples */
            examples: number;
            /** Label */
            label: string;
            /**
             * Least
             * @description How many examples it should have
             */
            least: number;
            /** Matter */
            matter: string | null;
            /**
             * Names
             * @description What people call it
             */
            names: string[];
            /** Title */
            title: string;
        };
        /**
         * LeaveQueue
         * @description Back to the assistant, while nobody has taken the conversation yet.
         */
        LeaveQueue: {
            /** Key */
            key: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "leave_queue";
        };
        /**
         * LinkCode
         * @description To be sent once in WeChat, by the person who sees it.
         */
        LinkCode: {
            /** Code */
            code: string;
            /**
             * Expires
             * Format: date-time
             */
            expires: string;
        };
        /**
         * LinkMade
         * @description With which conversation.
         */
        LinkMade: {
            /**
             * Other
             * Format: uuid
             */
            other: string;
        };
        /**
         * LinkOffer
         * @description Whether a code for going on in another channel is to be had.
         */
        LinkOffer: {
            /** Offered */
            offered: boolean;
        };
        /**
         * LinkOut
         * @description Two conversations are one person's.
         */
        LinkOut: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Conversations */
            conversations: [
                string,
                string
            ];
            /**
             * How
             * @description Staff said so, or the person proved it
             * @enum {string}
             */
            how: "staff" | "code";
            /**
             * Id
             * Format: uuid
             */
            id: string;
        };
        /**
         * LogOut
         * @description A part of what a training said.
         */
        LogOut: {
            /**
             * End
             * @description Where the next part begins
             */
            end: number;
            /** Text */
            text: string;
        };
        /**
         * MarkedIn
         * @description A piece of the text, `text[start:end]` in code points, and which entity it is.
         */
        MarkedIn: {
            /** End */
            end: number;
            /** Entity */
            entity: string;
            /** Start */
            start: number;
        };
        /**
         * MatterReport
         * @description One matter in all sets but the blind one: lines, and how many are answered right.
         */
        MatterReport: {
            /** After */
            after: number;
            /** Before */
            before: number | null;
            /** Matter */
            matter: string;
            /** N */
            n: number;
        };
        /**
         * MeaningOut
         * @description What a figure is called, and what exactly it is.
         */
        MeaningOut: {
            /** Definition */
            definition: string;
            /** Name */
            name: string;
            /** Title */
            title: string;
        };
        /**
         * MemberFiguresOut
         * @description What a member did in the span.
         */
        MemberFiguresOut: {
            first_time: components["schemas"]["ShareOut"];
            /** Handled */
            handled: number;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Name */
            name: string;
            /** Tickets Done */
            tickets_done: number;
        };
        /**
         * MemberOut
         * @description Who is signed in.
         */
        MemberOut: {
            /**
             * Available
             * @description Is given what waits, up to the capacity
             */
            available: boolean;
            /**
             * Capacity
             * @description Conversations at once
             */
            capacity: number;
            /**
             * Groups
             * @description Whose cases this one sees; supervisors see all
             */
            groups: ("registration" | "tax" | "ip" | "legal" | "general")[];
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Name */
            name: string;
            /**
             * Role
             * @enum {string}
             */
            role: "staff" | "supervisor" | "trainer" | "manager" | "admin";
        };
        /**
         * Message
         * @description A stored message.
         */
        Message: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * Author
             * @enum {string}
             */
            author: "visitor" | "bot" | "staff" | "system";
            /**
             * Author Name
             * @default null
             */
            author_name?: string | null;
            /** Body */
            body: components["schemas"]["TextBody"] | components["schemas"]["AnswerBody"] | components["schemas"]["FormBody"] | components["schemas"]["SummaryBody"] | components["schemas"]["TicketBody"] | components["schemas"]["FileBody"] | components["schemas"]["NoticeBody"];
            /**
             * Key
             * @description The sender's idempotency key
             * @default null
             */
            key?: string | null;
            /**
             * Seq
             * @description Place in the conversation, without gaps
             */
            seq: number;
            /**
             * Useful
             * @description What the visitor thinks of this answer; null: has not said
             * @default null
             */
            useful?: boolean | null;
        };
        /**
         * Moved
         * @description A line that came out otherwise; none of the blind set.
         */
        Moved: {
            after: components["schemas"]["ReadAs"];
            before: components["schemas"]["ReadAs"];
            /** Better */
            better: boolean;
            /** Facet */
            facet: string | null;
            /** Label */
            label: string;
            /**
             * Name
             * @enum {string}
             */
            name: "development" | "regression";
            /** Text */
            text: string;
        };
        /**
         * NearestOut
         * @description An example and how similar it is in meaning, 1 for the same.
         */
        NearestOut: {
            /** Facets */
            facets: string[] | null;
            /** Label */
            label: string;
            /** Similarity */
            similarity: number;
            /** Text */
            text: string;
        };
        /**
         * Note
         * @description Write for colleagues; the enterprise never sees it.
         */
        Note: {
            /**
             * Conversation
             * Format: uuid
             */
            conversation: string;
            /** Key */
            key: string;
            /**
             * Text
             * @description Up to 2000 characters; more are refused as too_long
             */
            text: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "note";
        };
        /**
         * NoteOut
         * @description What staff wrote for each other.
         */
        NoteOut: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Author Name */
            author_name: string;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Text */
            text: string;
        };
        /**
         * Noted
         * @description A note in a watched conversation.
         */
        Noted: {
            /**
             * Conversation
             * Format: uuid
             */
            conversation: string;
            note: components["schemas"]["NoteOut"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "noted";
        };
        /**
         * NoticeBody
         * @description A line of the system between the messages: handed over, given back, engine away.
         */
        NoticeBody: {
            /**
             * Choices
             * @default []
             */
            choices?: components["schemas"]["Choice"][];
            /** Event */
            event: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "notice";
            /** Text */
            text: string;
        };
        /**
         * Outside
         * @description Lines out of scope, and the shares that were answered nevertheless.
         */
        Outside: {
            /** After */
            after: number;
            /** Before */
            before: number | null;
            /** N */
            n: number;
        };
        /**
         * PasswordChange
         * @description Another password of one's own.
         */
        PasswordChange: {
            /**
             * Browser
             * @description From the last sign-in in this browser
             * @default null
             */
            browser?: string | null;
            /**
             * Current
             * Format: password
             */
            current: string;
            /**
             * Password
             * Format: password
             */
            password: string;
        };
        /**
         * PastCase
         * @description A hand-over of before, here or in another conversation of the same person.
         */
        PastCase: {
            /** Channel */
            channel: string;
            /** Closed At */
            closed_at: string | null;
            /** Disposition */
            disposition: string | null;
            /** Matter */
            matter: string | null;
            /**
             * Queued At
             * Format: date-time
             */
            queued_at: string;
            /** Reason */
            reason: string;
            /** Staff Name */
            staff_name: string | null;
            /** Summary */
            summary: string;
        };
        /**
         * PersonList
         * @description At most a handful, the newest first.
         */
        PersonList: {
            /** Persons */
            persons: components["schemas"]["PersonOut"][];
        };
        /**
         * PersonOut
         * @description Another conversation, for telling whose it is.
         */
        PersonOut: {
            /** Channel */
            channel: string;
            /** Contact Name */
            contact_name: string | null;
            /**
             * Conversation
             * Format: uuid
             */
            conversation: string;
            /** Enterprise Name */
            enterprise_name: string | null;
            /**
             * Last At
             * @description When something was said last
             */
            last_at: string | null;
            /** Phone */
            phone: string | null;
            /**
             * Tickets
             * @description Numbers, the newest first
             */
            tickets: string[];
        };
        /**
         * PersonSearch
         * @description Whose conversation might be the same person's?
         */
        PersonSearch: {
            /**
             * Search
             * @description A name, a phone or the number of a ticket
             */
            search: string;
        };
        /** Ping */
        Ping: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "ping";
        };
        /**
         * Place
         * @description Where a conversation waits for staff.
         */
        Place: {
            /**
             * Minutes
             * @description How long it may take; null: too little is known
             * @default null
             */
            minutes?: number | null;
            /**
             * Position
             * @description 1: the next one
             */
            position: number;
        };
        /**
         * PlainExample
         * @description An example inside a change.
         */
        PlainExample: {
            /** Entities */
            entities: components["schemas"]["MarkedIn"][];
            /** Facets */
            facets: string[] | null;
            /** Label */
            label: string;
            /** Text */
            text: string;
        };
        /**
         * Poll
         * @description Asks for what a client lacks, and waits for it when that is nothing.
         */
        Poll: {
            /**
             * After
             * @description The last message that it has, without gaps; 0: none
             */
            after: number;
            /**
             * @description From the last ready or status; null: answer with ready at once
             * @default null
             */
            shown?: components["schemas"]["Shown"] | null;
        };
        /** Pong */
        Pong: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "pong";
        };
        PostedFrame: components["schemas"]["Send"] | components["schemas"]["Choose"] | components["schemas"]["AskPerson"] | components["schemas"]["LeaveQueue"] | components["schemas"]["Rate"];
        /**
         * ProposalRequest
         * @description What matters might be meant?
         */
        ProposalRequest: {
            /** Text */
            text: string;
        };
        /** Pushed */
        Pushed: {
            message: components["schemas"]["Message"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "message";
        };
        /**
         * Ranked
         * @description A label and how likely the model found it.
         */
        Ranked: {
            /** Label */
            label: string;
            /** Probability */
            probability: number;
        };
        /**
         * Rate
         * @description 有用 or 没用 under the answer `seq`; the last one counts.
         */
        Rate: {
            /** Key */
            key: string;
            /** Seq */
            seq: number;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "rate";
            /** Useful */
            useful: boolean;
        };
        /**
         * Rated
         * @description The visitor rated the answer `seq`, here or in another tab.
         */
        Rated: {
            /** Seq */
            seq: number;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "rated";
            /** Useful */
            useful: boolean;
        };
        /**
         * ReadAs
         * @description How a model reads a line.
         */
        ReadAs: {
            /** Confidence */
            confidence: number;
            /** Facet */
            facet: string | null;
            /**
             * Kind
             * @enum {string}
             */
            kind: "right" | "wrong" | "offered" | "not_offered" | "unknown" | "handed";
            /** Label */
            label: string;
        };
        /**
         * ReadingOut
         * @description How the assistant understood one message of the visitor.
         */
        ReadingOut: {
            /** Confidence */
            confidence: number | null;
            /** Facet */
            facet: string | null;
            /** Matter */
            matter: string | null;
            /**
             * Model
             * @description SHA-256 of the model that read it
             */
            model: string | null;
            /**
             * Outcome
             * @description What the assistant did about it
             */
            outcome: string | null;
            /** Slots */
            slots: {
                [key: string]: string;
            };
            /** Text */
            text: string;
            /** Title */
            title: string | null;
        };
        /**
         * Ready
         * @description The socket is open; the messages after `after` follow.
         */
        Ready: {
            /**
             * Assistant
             * @description Name of the assistant, from data/site.yml
             */
            assistant: string;
            /**
             * Conversation
             * Format: uuid
             */
            conversation: string;
            /** District */
            district: string;
            /**
             * Engine
             * @enum {string}
             */
            engine: "ready" | "starting" | "down";
            /**
             * File Bytes
             * @description Of one file at most
             */
            file_bytes: number;
            /** Last Seq */
            last_seq: number;
            /**
             * Owner
             * @enum {string}
             */
            owner: "bot" | "queue" | "staff";
            /**
             * Person
             * @description Who answers while the owner is staff
             * @default null
             */
            person?: string | null;
            /**
             * @description Where it waits while in the queue
             * @default null
             */
            place?: components["schemas"]["Place"] | null;
            /**
             * Read
             * @description The last message that staff have seen
             * @default 0
             */
            read?: number;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "ready";
        };
        /**
         * Refused
         * @description Nothing was stored for this key (or frame).
         */
        Refused: {
            /** Code */
            code: string;
            /**
             * Key
             * @default null
             */
            key?: string | null;
            /** Message */
            message: string;
            /**
             * Retry After
             * @description Seconds
             * @default null
             */
            retry_after?: number | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "refused";
        };
        /**
         * ReleaseFigures
         * @description What the evaluation of a released model said, in short.
         */
        ReleaseFigures: {
            /** N */
            n: number;
            /**
             * Name
             * @enum {string}
             */
            name: "blind" | "development" | "regression";
            /** Offered */
            offered: number;
            /** Right */
            right: number;
            /** Wrong */
            wrong: number;
        };
        /**
         * ReleaseList
         * @description The newest first.
         */
        ReleaseList: {
            /** Releases */
            releases: components["schemas"]["ReleaseOut"][];
        };
        /**
         * ReleaseMoved
         * @description A release was begun, is tried, is served, or has ended; told to trainers and managers.
         */
        ReleaseMoved: {
            release: components["schemas"]["ReleaseOut"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "release";
        };
        /**
         * ReleaseOut
         * @description A model that was to be served from a moment on.
         */
        ReleaseOut: {
            /** Active At */
            active_at: string | null;
            /**
             * Author
             * @description Null: it came with the installation
             */
            author: string | null;
            /** Cause */
            cause: string | null;
            /** Change Sets */
            change_sets: string[];
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Detail */
            detail: string | null;
            /** Ended At */
            ended_at: string | null;
            /** Evaluation */
            evaluation: string | null;
            /** Figures */
            figures: components["schemas"]["ReleaseFigures"][];
            /**
             * Kept
             * @description Its model is still there, so one may go back to it
             */
            kept: boolean;
            /**
             * Kind
             * @enum {string}
             */
            kind: "base" | "publish" | "rollback";
            /**
             * Message
             * @description Why it failed, in a sentence
             */
            message: string | null;
            /** Model */
            model: string;
            /** Number */
            number: number;
            /** Passed */
            passed: boolean | null;
            /** Reason */
            reason: string | null;
            /**
             * Settled By
             * @description Who gave it to all after its trial, or took it back
             */
            settled_by: string | null;
            /**
             * Share
             * @description Percent of the conversations that it was tried on
             */
            share: number | null;
            /**
             * State
             * @enum {string}
             */
            state: "preparing" | "trial" | "active" | "retired" | "failed" | "withdrawn";
            /** Training */
            training: string | null;
            /** Trial At */
            trial_at: string | null;
        };
        /**
         * ReleaseStart
         * @description The evaluated model that is to be served.
         */
        ReleaseStart: {
            /**
             * Evaluation
             * Format: uuid
             */
            evaluation: string;
            /**
             * Reason
             * @description Why although the gate says no
             * @default null
             */
            reason?: string | null;
            /**
             * Share
             * @description Percent of the conversations that it is tried on first; null: all at once
             * @default null
             */
            share?: (5 | 10 | 25 | 50) | null;
        };
        /**
         * Reliability
         * @description Whether probabilities are what they say; of all sets.
         */
        Reliability: {
            /** After */
            after: components["schemas"]["Bin"][];
            /** Before */
            before: components["schemas"]["Bin"][] | null;
        };
        /**
         * Reminder
         * @description Something is due in a conversation that this member holds or supervises.
         */
        Reminder: {
            /**
             * About
             * @enum {string}
             */
            about: "first_reply" | "silent" | "silent_long" | "reassigned" | "assigned" | "ticket_late" | "call_late";
            /**
             * Conversation
             * Format: uuid
             */
            conversation: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "reminder";
        };
        /**
         * ResendRequest
         * @description Send it once more.
         */
        ResendRequest: {
            /** Delivery */
            delivery: string;
        };
        /**
         * ReviewIn
         * @description Approve a set, or send it back, which wants a reason.
         */
        ReviewIn: {
            /** Approve */
            approve: boolean;
            /**
             * Reason
             * @default null
             */
            reason?: string | null;
            /** Version */
            version: number;
        };
        /**
         * RollBack
         * @description Back to the model of an earlier release.
         */
        RollBack: {
            /**
             * Reason
             * @default null
             */
            reason?: string | null;
        };
        /**
         * Row
         * @description A line of a summary or ticket card.
         */
        Row: {
            /** Label */
            label: string;
            /** Name */
            name: string;
            /** Value */
            value: string;
        };
        /**
         * RowFindingOut
         * @description Something about a row of the table, or about the so-manieth example of a YAML file.
         */
        RowFindingOut: {
            finding: components["schemas"]["FindingOut"];
            /** Row */
            row: number;
        };
        /**
         * Say
         * @description Speak to the enterprise; only who holds the conversation may.
         */
        Say: {
            /**
             * Conversation
             * Format: uuid
             */
            conversation: string;
            /** Key */
            key: string;
            /**
             * Text
             * @description Up to 2000 characters; more are refused as too_long
             */
            text: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "say";
        };
        /**
         * SayMatter
         * @description Send the card of a matter; only who holds the conversation may.
         */
        SayMatter: {
            /**
             * Conversation
             * Format: uuid
             */
            conversation: string;
            /**
             * Facet
             * @default null
             */
            facet?: string | null;
            /** Key */
            key: string;
            /** Matter */
            matter: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "say_matter";
        };
        /**
         * SeenExample
         * @description An example as it was seen.
         */
        SeenExample: {
            /** Label */
            label: string;
            /** Text */
            text: string;
        };
        /**
         * Send
         * @description The visitor's words.
         */
        Send: {
            /** Key */
            key: string;
            /**
             * Text
             * @description Up to 2000 characters; more are refused as too_long
             */
            text: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "send";
        };
        ServerFrame: components["schemas"]["Ready"] | components["schemas"]["Accepted"] | components["schemas"]["Pushed"] | components["schemas"]["Rated"] | components["schemas"]["Typing"] | components["schemas"]["Status"] | components["schemas"]["Refused"] | components["schemas"]["Pong"];
        /**
         * Session
         * @description A visitor's signed token and the conversation that it opens.
         */
        Session: {
            /**
             * Conversation
             * Format: uuid
             */
            conversation: string;
            /**
             * Expires
             * Format: date-time
             */
            expires: string;
            /** Token */
            token: string;
        };
        /**
         * SessionRequest
         * @description Asks for a visitor session; a token that still holds is continued.
         */
        SessionRequest: {
            /**
             * Site
             * @default null
             */
            site?: string | null;
            /**
             * Token
             * @default null
             */
            token?: string | null;
        };
        /**
         * SetDetail
         * @description A change set with everything in it.
         */
        SetDetail: {
            /** Changes */
            changes: components["schemas"]["ChangeOut"][];
            /** History */
            history: components["schemas"]["SetEventOut"][];
            set: components["schemas"]["SetOut"];
        };
        /**
         * SetEventOut
         * @description A step of a set's way.
         */
        SetEventOut: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "begun" | "submitted" | "approved" | "rejected" | "reopened" | "undone" | "released";
            /** Staff */
            staff: string | null;
            /** Staff Name */
            staff_name: string | null;
            /** Text */
            text: string | null;
        };
        /**
         * SetList
         * @description Change sets; `review`: a second person has to approve.
         */
        SetList: {
            /** More */
            more: boolean;
            /** Review */
            review: boolean;
            /** Sets */
            sets: components["schemas"]["SetOut"][];
        };
        /**
         * SetOut
         * @description A change set as it is now.
         */
        SetOut: {
            /** Approved At */
            approved_at: string | null;
            /**
             * Author
             * Format: uuid
             */
            author: string;
            /** Author Name */
            author_name: string;
            /** Changes */
            changes: number;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Release */
            release: string | null;
            /**
             * State
             * @enum {string}
             */
            state: "draft" | "submitted" | "approved" | "rejected" | "released";
            /** Title */
            title: string;
            validation: components["schemas"]["ValidationOut"] | null;
            /**
             * Version
             * @description To be sent with a step
             */
            version: number;
        };
        /**
         * SetReport
         * @description One set of lines.
         */
        SetReport: {
            /** Domains */
            domains: {
                [key: string]: components["schemas"]["Compared"];
            };
            matters: components["schemas"]["Compared"] | null;
            /** N */
            n: number;
            /**
             * Name
             * @enum {string}
             */
            name: "blind" | "development" | "regression";
            outside: components["schemas"]["Outside"] | null;
        };
        /**
         * ShareOut
         * @description A part of a whole, and the quotient; null of nothing.
         */
        ShareOut: {
            /** Part */
            part: number;
            /** Share */
            share: number | null;
            /** Whole */
            whole: number;
        };
        /**
         * Shares
         * @description Shares of the lines about a matter; the rest was not understood or handed over.
         */
        Shares: {
            /**
             * Facet
             * @description First facet right, of the lines that ask one
             */
            facet: number | null;
            /**
             * First
             * @description The right matter has the highest probability
             */
            first: number;
            /**
             * Offered
             * @description Asked back, the right matter among the choices
             */
            offered: number;
            /** Right */
            right: number;
            /** Wrong */
            wrong: number;
        };
        /**
         * Shown
         * @description What a polling client shows beside the messages.
         */
        Shown: {
            /**
             * Engine
             * @enum {string}
             */
            engine: "ready" | "starting" | "down";
            /**
             * Noticed
             * @description A notice; it ends with the next message
             * @default false
             */
            noticed?: boolean;
            /**
             * Owner
             * @enum {string}
             */
            owner: "bot" | "queue" | "staff";
            /**
             * Person
             * @description Who answers while the owner is staff
             * @default null
             */
            person?: string | null;
            /**
             * @description Where it waits while in the queue
             * @default null
             */
            place?: components["schemas"]["Place"] | null;
            /**
             * Read
             * @description The last message that staff have seen
             * @default 0
             */
            read?: number;
        };
        /**
         * SightingOut
         * @description One time that it was said.
         */
        SightingOut: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Channel */
            channel: string;
            /** Confidence */
            confidence: number | null;
            /** Label */
            label: string | null;
            /** Model */
            model: string | null;
            /** Outcome */
            outcome: string | null;
        };
        /**
         * SignIn
         * @description Login and password of a staff member.
         */
        SignIn: {
            /**
             * Browser
             * @description From the last sign-in in this browser
             * @default null
             */
            browser?: string | null;
            /** Login */
            login: string;
            /** Password */
            password: string;
        };
        StaffClientFrame: components["schemas"]["StaffHello"] | components["schemas"]["Watch"] | components["schemas"]["Unwatch"] | components["schemas"]["Claim"] | components["schemas"]["Say"] | components["schemas"]["SayMatter"] | components["schemas"]["Note"] | components["schemas"]["Transfer"] | components["schemas"]["TakeOver"] | components["schemas"]["HandBack"] | components["schemas"]["Close"] | components["schemas"]["Available"] | components["schemas"]["StaffTyping"] | components["schemas"]["StaffRead"] | components["schemas"]["Ping"];
        /**
         * StaffHello
         * @description First frame of a socket: who it is.
         */
        StaffHello: {
            /** Token */
            token: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "hello";
        };
        /**
         * StaffPushed
         * @description A message of a watched conversation.
         */
        StaffPushed: {
            /**
             * Conversation
             * Format: uuid
             */
            conversation: string;
            message: components["schemas"]["Message"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "message";
        };
        /**
         * StaffRead
         * @description Who holds the conversation has seen its messages up to `seq`.
         */
        StaffRead: {
            /**
             * Conversation
             * Format: uuid
             */
            conversation: string;
            /** Seq */
            seq: number;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "read";
        };
        /**
         * StaffReady
         * @description The socket is open; `case` frames follow whenever a case changes.
         */
        StaffReady: {
            member: components["schemas"]["MemberOut"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "ready";
        };
        StaffServerFrame: components["schemas"]["StaffReady"] | components["schemas"]["CaseChanged"] | components["schemas"]["CasesChanged"] | components["schemas"]["StaffPushed"] | components["schemas"]["Noted"] | components["schemas"]["Reminder"] | components["schemas"]["VisitorTypes"] | components["schemas"]["VisitorHasRead"] | components["schemas"]["TrainingMoved"] | components["schemas"]["EvaluationMoved"] | components["schemas"]["ReleaseMoved"] | components["schemas"]["Accepted"] | components["schemas"]["Refused"] | components["schemas"]["Pong"];
        /**
         * StaffSession
         * @description A bearer token, whose it is, and what the pages of staff need to know beforehand.
         */
        StaffSession: {
            /**
             * Browser
             * @description To be kept and sent with the next sign-in in this browser
             */
            browser: string;
            /**
             * Expires
             * Format: date-time
             */
            expires: string;
            /**
             * Groups
             * @description What the skill groups are called
             */
            groups: {
                [key: string]: string;
            };
            member: components["schemas"]["MemberOut"];
            /** Token */
            token: string;
        };
        /**
         * StaffTyping
         * @description The staff member writes, or has stopped.
         */
        StaffTyping: {
            /**
             * Conversation
             * Format: uuid
             */
            conversation: string;
            /** On */
            on: boolean;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "typing";
        };
        /**
         * Status
         * @description The stand has changed; `notice` is a sentence to show, if any.
         */
        Status: {
            /**
             * Engine
             * @enum {string}
             */
            engine: "ready" | "starting" | "down";
            /**
             * Notice
             * @default null
             */
            notice?: string | null;
            /**
             * Owner
             * @enum {string}
             */
            owner: "bot" | "queue" | "staff";
            /**
             * Person
             * @description Who answers while the owner is staff
             * @default null
             */
            person?: string | null;
            /**
             * @description Where it waits while in the queue
             * @default null
             */
            place?: components["schemas"]["Place"] | null;
            /**
             * Read
             * @description The last message that staff have seen
             * @default 0
             */
            read?: number;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "status";
        };
        /**
         * SubmitIn
         * @description Hand the set in for review.
         */
        SubmitIn: {
            /** Title */
            title: string;
            /** Version */
            version: number;
        };
        /**
         * SuggestRequest
         * @description Asks for matters that go with what was typed so far.
         */
        SuggestRequest: {
            /**
             * Text
             * @description Empty: what is asked most today
             * @default
             */
            text?: string;
        };
        /**
         * Suggestion
         * @description A matter, and the words to send when it is chosen.
         */
        Suggestion: {
            /** Matter */
            matter: string;
            /** Title */
            title: string;
        };
        /**
         * SuggestionList
         * @description The likeliest or the most popular first.
         */
        SuggestionList: {
            /** Suggestions */
            suggestions: components["schemas"]["Suggestion"][];
        };
        /**
         * SummaryBody
         * @description The filled assistance form, to be confirmed or corrected.
         */
        SummaryBody: {
            /**
             * Choices
             * @default []
             */
            choices?: components["schemas"]["Choice"][];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "summary";
            /** Rows */
            rows: components["schemas"]["Row"][];
            /** Text */
            text: string;
        };
        /**
         * TakeOver
         * @description Take a conversation from a colleague; supervisors only.
         */
        TakeOver: {
            /**
             * Conversation
             * Format: uuid
             */
            conversation: string;
            /** Key */
            key: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "take_over";
        };
        /**
         * TextBody
         * @description Plain words of a visitor, of the assistant or of staff.
         */
        TextBody: {
            /**
             * Choices
             * @default []
             */
            choices?: components["schemas"]["Choice"][];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "text";
            /** Text */
            text: string;
        };
        /**
         * TicketBody
         * @description A stored ticket (帮办单): number, state and what it says.
         */
        TicketBody: {
            /**
             * Choices
             * @default []
             */
            choices?: components["schemas"]["Choice"][];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "ticket";
            /** Number */
            number: string;
            /**
             * Rows
             * @default []
             */
            rows?: components["schemas"]["Row"][];
            /** State */
            state: string;
            /** State Label */
            state_label: string;
            /** Text */
            text: string;
        };
        /**
         * TicketBrief
         * @description A ticket of the same enterprise.
         */
        TicketBrief: {
            /** Channel */
            channel: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Matter */
            matter: string | null;
            /** Number */
            number: string;
            /** Question */
            question: string;
            /** State */
            state: string;
            /** State Label */
            state_label: string;
        };
        /**
         * TicketChange
         * @description New values for a ticket. Left out or null, a field stays; null gives `assignee` nobody.
         */
        TicketChange: {
            /**
             * Assignee
             * @description Left out: stays; null: nobody
             * @default null
             */
            assignee?: string | null;
            /**
             * Complex
             * @default null
             */
            complex?: boolean | null;
            /**
             * Priority
             * @default null
             */
            priority?: ("normal" | "urgent") | null;
            /**
             * State
             * @default null
             */
            state?: ("accepted" | "processing" | "waiting_enterprise" | "done" | "rejected") | null;
            /**
             * Version
             * @description Of the ticket that was looked at
             */
            version: number;
        };
        /**
         * TicketDetail
         * @description A ticket and its history, the oldest line first.
         */
        TicketDetail: {
            /** History */
            history: components["schemas"]["TicketEventOut"][];
            ticket: components["schemas"]["TicketOut"];
        };
        /**
         * TicketEventOut
         * @description A line of a ticket's history.
         */
        TicketEventOut: {
            /**
             * After
             * @description The new value; of a file its id
             */
            after: string | null;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Before */
            before: string | null;
            /**
             * Kind
             * @enum {string}
             */
            kind: "opened" | "state" | "priority" | "complex" | "assignee" | "note" | "overdue" | "file" | "forgotten";
            /**
             * Public
             * @description Whether the enterprise was told
             */
            public: boolean;
            /** Staff */
            staff: string | null;
            /** Staff Name */
            staff_name: string | null;
            /**
             * Text
             * @description Of a note its words, of a file its name
             */
            text: string | null;
        };
        /**
         * TicketList
         * @description A part of the wanted tickets, the newest first, and how many there are in all.
         */
        TicketList: {
            /** Tickets */
            tickets: components["schemas"]["TicketOut"][];
            /** Total */
            total: number;
        };
        /**
         * TicketNote
         * @description A note on a ticket; a public one is told to the enterprise.
         */
        TicketNote: {
            /** Key */
            key: string;
            /** Public */
            public: boolean;
            /** Text */
            text: string;
        };
        /**
         * TicketOpen
         * @description A new ticket for a conversation; what is left out is taken from its contact.
         */
        TicketOpen: {
            /**
             * Complex
             * @default false
             */
            complex?: boolean;
            /**
             * Contact Name
             * @default null
             */
            contact_name?: string | null;
            /**
             * Conversation
             * Format: uuid
             */
            conversation: string;
            /**
             * Enterprise Name
             * @default null
             */
            enterprise_name?: string | null;
            /** Key */
            key: string;
            /**
             * Matter
             * @default null
             */
            matter?: string | null;
            /**
             * Mine
             * @description Whoever opens it is its assignee, if its group is one of theirs
             * @default true
             */
            mine?: boolean;
            /**
             * Phone
             * @default null
             */
            phone?: string | null;
            /**
             * Preferred Time
             * @default null
             */
            preferred_time?: string | null;
            /**
             * Priority
             * @default normal
             * @enum {string}
             */
            priority?: "normal" | "urgent";
            /** Question */
            question: string;
            /**
             * Uscc
             * @default null
             */
            uscc?: string | null;
        };
        /**
         * TicketOut
         * @description A ticket (帮办单) as it is now.
         */
        TicketOut: {
            /** Assignee */
            assignee: string | null;
            /** Assignee Name */
            assignee_name: string | null;
            /** Closed At */
            closed_at: string | null;
            /** Complex */
            complex: boolean;
            /**
             * Contact Due At
             * Format: date-time
             * @description Somebody has called by then
             */
            contact_due_at: string;
            /** Contact Name */
            contact_name: string;
            /**
             * Conversation
             * Format: uuid
             */
            conversation: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Due At
             * Format: date-time
             * @description It is done by then
             */
            due_at: string;
            /** Enterprise Name */
            enterprise_name: string;
            /**
             * Group
             * @enum {string}
             */
            group: "registration" | "tax" | "ip" | "legal" | "general";
            /** Matter */
            matter: string | null;
            /** Number */
            number: string;
            /** Overdue */
            overdue: boolean;
            /** Phone */
            phone: string;
            /** Preferred Time */
            preferred_time: string | null;
            /**
             * Priority
             * @enum {string}
             */
            priority: "normal" | "urgent";
            /** Question */
            question: string;
            /**
             * Source
             * @enum {string}
             */
            source: "form" | "staff";
            /**
             * State
             * @enum {string}
             */
            state: "accepted" | "processing" | "waiting_enterprise" | "done" | "rejected";
            /** Uscc */
            uscc: string | null;
            /**
             * Version
             * @description To be sent with a change
             */
            version: number;
        };
        /**
         * TrainingList
         * @description The newest first.
         */
        TrainingList: {
            /** Trainings */
            trainings: components["schemas"]["TrainingOut"][];
        };
        /**
         * TrainingMoved
         * @description A training is further than before; told to trainers.
         */
        TrainingMoved: {
            training: components["schemas"]["TrainingOut"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "training";
        };
        /**
         * TrainingOut
         * @description A model being made.
         */
        TrainingOut: {
            /** Author */
            author: string;
            /**
             * Cancelling
             * @description Somebody wants it no more, and it has not ended yet
             */
            cancelling: boolean;
            /**
             * Cause
             * @description Code of why it failed
             */
            cause: string | null;
            /**
             * Change Sets
             * @description Ids of the change sets that are in it
             */
            change_sets: string[];
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Detail
             * @description What was seen, for who looks after the machine
             */
            detail: string | null;
            /** Ended At */
            ended_at: string | null;
            /** Fingerprint */
            fingerprint: string | null;
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Message
             * @description Why it failed, in a sentence
             */
            message: string | null;
            /**
             * Model
             * @description SHA-256 of the model, when it is done
             */
            model: string | null;
            /** Percent */
            percent: number;
            /**
             * Remaining
             * @description Seconds, as it looks now
             */
            remaining: number | null;
            /**
             * Stage
             * @description queued, import, encode, names, classify, write, read, cross, done
             */
            stage: string;
            /** Started At */
            started_at: string | null;
            /**
             * State
             * @enum {string}
             */
            state: "queued" | "running" | "done" | "failed" | "cancelled";
        };
        /**
         * Transfer
         * @description Give the conversation to a colleague, or back into the queue of a group.
         */
        Transfer: {
            /**
             * Conversation
             * Format: uuid
             */
            conversation: string;
            /** Key */
            key: string;
            /**
             * Note
             * @description For the colleagues
             * @default
             */
            note?: string;
            /** To */
            to: string | ("registration" | "tax" | "ip" | "legal" | "general");
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "transfer";
        };
        /**
         * TrialOut
         * @description A model on trial beside the active one, from the trial's beginning to its end or to now.
         */
        TrialOut: {
            active: components["schemas"]["TrialSide"];
            /**
             * Ready
             * @description Every engine that answers has the model in memory
             */
            ready: boolean;
            trial: components["schemas"]["TrialSide"];
        };
        /**
         * TrialSide
         * @description What came of the turns that one model answered during a trial.
         */
        TrialSide: {
            /** Clarified */
            clarified: number;
            /**
             * Fallback
             * @description Not understood
             */
            fallback: number;
            /** Handoff */
            handoff: number;
            /** Model */
            model: string;
            /** Turns */
            turns: number;
            /** Useful */
            useful: number;
            /** Useless */
            useless: number;
        };
        /**
         * Typing
         * @description Somebody prepares an answer; ends with the next message or `on: false`.
         */
        Typing: {
            /**
             * Author
             * @enum {string}
             */
            author: "visitor" | "bot" | "staff" | "system";
            /** On */
            on: boolean;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "typing";
        };
        /**
         * UndeliveredOut
         * @description A message of ours that is not known to have reached the person outside.
         */
        UndeliveredOut: {
            /** Id */
            id: string;
            /**
             * Reason
             * @description Why, and what can be done; a sentence
             */
            reason: string;
            /** Resendable */
            resendable: boolean;
            /** Seq */
            seq: number;
            /**
             * State
             * @enum {string}
             */
            state: "waiting" | "uncertain" | "failed";
        };
        /**
         * UndoIn
         * @description Take a change out of one's draft.
         */
        UndoIn: {
            /** Change */
            change: number;
            /** Version */
            version: number;
        };
        /**
         * Unwatch
         * @description No longer follow a conversation.
         */
        Unwatch: {
            /**
             * Conversation
             * Format: uuid
             */
            conversation: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "unwatch";
        };
        /**
         * ValidationOut
         * @description What Rasa says of base and set together.
         */
        ValidationOut: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Lines */
            lines: string[];
            /**
             * State
             * @enum {string}
             */
            state: "running" | "passed" | "failed";
        };
        /**
         * VersionIn
         * @description What was seen.
         */
        VersionIn: {
            /** Version */
            version: number;
        };
        /**
         * VisitorHasRead
         * @description The visitor of a watched conversation has seen its messages up to `seq`.
         */
        VisitorHasRead: {
            /**
             * Conversation
             * Format: uuid
             */
            conversation: string;
            /** Seq */
            seq: number;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "visitor_read";
        };
        /**
         * VisitorRead
         * @description The visitor has seen the messages up to `seq`.
         */
        VisitorRead: {
            /** Seq */
            seq: number;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "read";
        };
        /**
         * VisitorTypes
         * @description The visitor of a watched conversation writes; ends with their next message or `on: false`.
         */
        VisitorTypes: {
            /**
             * Conversation
             * Format: uuid
             */
            conversation: string;
            /** On */
            on: boolean;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "visitor_typing";
        };
        /**
         * VisitorTyping
         * @description The visitor writes, or has stopped.
         */
        VisitorTyping: {
            /** On */
            on: boolean;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "typing";
        };
        /**
         * Watch
         * @description Follow a conversation: its messages after `after`, then everything new.
         */
        Watch: {
            /**
             * After
             * @default 0
             */
            after?: number;
            /**
             * Conversation
             * Format: uuid
             */
            conversation: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "watch";
        };
        /**
         * DecisionOut
         * @description What was decided before; `again`: a later model misread it once more.
         */
        bot__api__inbox_models__DecisionOut: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Change Id */
            change_id: number | null;
            /**
             * Kind
             * @enum {string}
             */
            kind: "label" | "skip" | "synonym" | "matter" | "undo" | "again";
            /** Label */
            label: string | null;
            /** Staff */
            staff: string | null;
            /** Staff Name */
            staff_name: string | null;
        };
        /**
         * DecisionOut
         * @description Who got the case or lost it, and why.
         */
        bot__api__staff_models__DecisionOut: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Kind */
            kind: string;
            /** Reason */
            reason: string;
            /** Staff Name */
            staff_name: string | null;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listAccounts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Switched off or on */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountList"];
                };
            };
            /** @description Nothing was changed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            429: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    addAccount: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AccountNew"];
            };
        };
        responses: {
            /** @description The account */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountOut"];
                };
            };
            /** @description Nothing was changed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            429: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    changeAccount: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                account: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AccountChange"];
            };
        };
        responses: {
            /** @description As it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountChanged"];
                };
            };
            /** @description Nothing was changed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            429: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    activateAccount: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                account: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountChanged"];
                };
            };
            /** @description Nothing was changed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            429: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    deactivateAccount: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                account: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountChanged"];
                };
            };
            /** @description Nothing was changed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            429: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    setPassword: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                account: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AccountPassword"];
            };
        };
        responses: {
            /** @description As it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountChanged"];
                };
            };
            /** @description Nothing was changed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            429: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    listCases: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Open cases */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseList"];
                };
            };
            /** @description Nothing was changed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            429: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    getConversation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                conversation: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What is around it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConversationDetail"];
                };
            };
            /** @description Nothing was changed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            429: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    linkPerson: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                conversation: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LinkMade"];
            };
        };
        responses: {
            /** @description The link */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LinkOut"];
                };
            };
            /** @description Nothing was changed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            429: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    findPersons: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                conversation: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PersonSearch"];
            };
        };
        responses: {
            /** @description At most a handful */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PersonList"];
                };
            };
            /** @description Nothing was changed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            429: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    resend: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                conversation: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ResendRequest"];
            };
        };
        responses: {
            /** @description As it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConversationDetail"];
                };
            };
            /** @description Nothing was changed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            429: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    listEvaluations: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EvaluationList"];
                };
            };
            /** @description Nothing was changed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            429: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    startEvaluation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EvaluationStart"];
            };
        };
        responses: {
            /** @description As it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EvaluationOut"];
                };
            };
            /** @description Nothing was changed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            429: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    getEvaluation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                evaluation: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description With what it found */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EvaluationDetail"];
                };
            };
            /** @description Nothing was changed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            429: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    cancelEvaluation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                evaluation: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EvaluationOut"];
                };
            };
            /** @description Nothing was changed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            429: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    getFigures: {
        parameters: {
            query: {
                from: string;
                to: string;
                group?: "registration" | "tax" | "ip" | "legal" | "general";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description With definitions */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FigureReport"];
                };
            };
            /** @description Nothing was changed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            429: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    exportFigures: {
        parameters: {
            query: {
                from: string;
                to: string;
                group?: "registration" | "tax" | "ip" | "legal" | "general";
                format: "csv" | "xlsx";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The table, as a download */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                    "text/csv": string;
                };
            };
            /** @description Nothing was changed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            429: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    sendFileAsStaff: {
        parameters: {
            query: {
                key: string;
                name?: string;
                conversation: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description The message is stored */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Accepted"];
                };
            };
            /** @description Nothing was changed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            429: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    getFileAsStaff: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                file: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file, as a download */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/pdf": string;
                    "image/jpeg": string;
                    "image/png": string;
                    "image/webp": string;
                };
            };
            /** @description Nothing was changed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            429: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    listFollowUps: {
        parameters: {
            query?: {
                done?: "true" | "false";
                limit?: number;
                offset?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The wanted part */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FollowUpList"];
                };
            };
            /** @description Nothing was changed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            429: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    doneFollowUp: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                case: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FollowUpDone"];
            };
        };
        responses: {
            /** @description As it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FollowUpOut"];
                };
            };
            /** @description Nothing was changed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            429: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    unlinkPerson: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                link: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The link */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LinkOut"];
                };
            };
            /** @description Nothing was changed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            429: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    listMembers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Colleagues */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ColleagueList"];
                };
            };
            /** @description Nothing was changed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            429: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    signOutMember: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                member: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Signed out, or was not signed in */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing was changed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            429: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    changePassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordChange"];
            };
        };
        responses: {
            /** @description Changed, and signed out everywhere */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing was changed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            429: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    propose: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProposalRequest"];
            };
        };
        responses: {
            /** @description At most a handful */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SuggestionList"];
                };
            };
            /** @description Nothing was changed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            429: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    listReleases: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReleaseList"];
                };
            };
            /** @description Nothing was changed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            429: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    publishRelease: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReleaseStart"];
            };
        };
        responses: {
            /** @description As it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReleaseOut"];
                };
            };
            /** @description Nothing was changed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            429: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    promoteRelease: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                release: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReleaseOut"];
                };
            };
            /** @description Nothing was changed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            429: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    rollBack: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                release: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RollBack"];
            };
        };
        responses: {
            /** @description As it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReleaseOut"];
                };
            };
            /** @description Nothing was changed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            429: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    getTrial: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                release: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Since the trial began */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrialOut"];
                };
            };
            /** @description Nothing was changed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            429: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    withdrawRelease: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                release: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReleaseOut"];
                };
            };
            /** @description Nothing was changed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            429: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    listReplies: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Canned replies */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CannedReplies"];
                };
            };
            /** @description Nothing was changed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            429: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    signIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignIn"];
            };
        };
        responses: {
            /** @description Signed in */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StaffSession"];
                };
            };
            /** @description Nothing was changed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            429: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    signOut: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Signed out, or was not signed in */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing was changed */
            429: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    signOutEverywhere: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Signed out, or was not signed in */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing was changed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            429: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    listTickets: {
        parameters: {
            query?: {
                state?: "accepted" | "processing" | "waiting_enterprise" | "done" | "rejected";
                group?: "registration" | "tax" | "ip" | "legal" | "general";
                overdue?: "true" | "false";
                assignee?: string;
                q?: string;
                limit?: number;
                offset?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The wanted part */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TicketList"];
                };
            };
            /** @description Nothing was changed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            429: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    openTicket: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TicketOpen"];
            };
        };
        responses: {
            /** @description The ticket as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TicketDetail"];
                };
            };
            /** @description Nothing was changed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            429: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    exportTickets: {
        parameters: {
            query: {
                state?: "accepted" | "processing" | "waiting_enterprise" | "done" | "rejected";
                group?: "registration" | "tax" | "ip" | "legal" | "general";
                overdue?: "true" | "false";
                assignee?: string;
                q?: string;
                format: "csv" | "xlsx";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The table, as a download */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                    "text/csv": string;
                };
            };
            /** @description Nothing was changed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            429: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    getTicket: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                number: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The ticket as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TicketDetail"];
                };
            };
            /** @description Nothing was changed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            429: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    changeTicket: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                number: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TicketChange"];
            };
        };
        responses: {
            /** @description The ticket as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TicketDetail"];
                };
            };
            /** @description Nothing was changed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            429: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    sendTicketFile: {
        parameters: {
            query: {
                key: string;
                name?: string;
            };
            header?: never;
            path: {
                number: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description The ticket as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TicketDetail"];
                };
            };
            /** @description Nothing was changed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            429: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    getTicketFile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                number: string;
                file: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file, as a download */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/pdf": string;
                    "image/jpeg": string;
                    "image/png": string;
                    "image/webp": string;
                };
            };
            /** @description Nothing was changed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            429: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    noteOnTicket: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                number: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TicketNote"];
            };
        };
        responses: {
            /** @description The ticket as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TicketDetail"];
                };
            };
            /** @description Nothing was changed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            429: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    getCoverage: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Those with most to do first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CoverageList"];
                };
            };
            /** @description Nothing was changed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            429: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    listExamples: {
        parameters: {
            query?: {
                label?: string;
                domain?: string;
                facet?: ("conditions" | "materials" | "steps" | "time_limit" | "fee" | "channel" | "place" | "phone" | "basis") | "none";
                origin?: "base" | "changed";
                q?: string;
                limit?: number;
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The wanted part */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExampleList"];
                };
            };
            /** @description Nothing was changed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            429: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    changeExample: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExampleChange"];
            };
        };
        responses: {
            /** @description The set that holds the change */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SetDetail"];
                };
            };
            /** @description Nothing was changed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            429: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    checkExample: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExampleCheck"];
            };
        };
        responses: {
            /** @description What there is to say */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FindingList"];
                };
            };
            /** @description Nothing was changed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            429: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    exportExamples: {
        parameters: {
            query: {
                label?: string;
                domain?: string;
                facet?: ("conditions" | "materials" | "steps" | "time_limit" | "fee" | "channel" | "place" | "phone" | "basis") | "none";
                origin?: "base" | "changed";
                q?: string;
                format: "csv" | "xlsx" | "yaml";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The examples, as a download */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                    "application/yaml": string;
                    "text/csv": string;
                };
            };
            /** @description Nothing was changed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            429: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    importExamples: {
        parameters: {
            query: {
                format: "xlsx" | "yaml";
                confirm?: "true" | "false";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description All of it is stored, or nothing */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportOut"];
                };
            };
            /** @description Nothing was changed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            429: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    listInbox: {
        parameters: {
            query?: {
                state?: "open" | "done" | "skipped";
                reason?: "low" | "clarified" | "fallen_back" | "useless" | "handed_off" | "staff" | "disagrees";
                channel?: string;
                domain?: "registration" | "tax" | "ip" | "legal" | "general";
                matter?: string;
                since?: string;
                until?: string;
                q?: string;
                order?: "last" | "count";
                limit?: number;
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The wanted part */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InboxList"];
                };
            };
            /** @description Nothing was changed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            429: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    listClusters: {
        parameters: {
            query?: {
                state?: "open" | "done" | "skipped";
                reason?: "low" | "clarified" | "fallen_back" | "useless" | "handed_off" | "staff" | "disagrees";
                channel?: string;
                domain?: "registration" | "tax" | "ip" | "legal" | "general";
                matter?: string;
                since?: string;
                until?: string;
                q?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The most frequent first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClusterList"];
                };
            };
            /** @description Nothing was changed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            429: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    getItem: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                item: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The item as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ItemDetail"];
                };
            };
            /** @description Nothing was changed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            429: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    claimItem: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                item: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ClaimIn"];
            };
        };
        responses: {
            /** @description The item as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ItemDetail"];
                };
            };
            /** @description Nothing was changed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            429: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    decideItem: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                item: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DecisionIn"];
            };
        };
        responses: {
            /** @description The item as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ItemDetail"];
                };
            };
            /** @description Nothing was changed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            429: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    undoDecision: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                item: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VersionIn"];
            };
        };
        responses: {
            /** @description The item as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ItemDetail"];
                };
            };
            /** @description Nothing was changed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            429: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    listLabels: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LabelList"];
                };
            };
            /** @description Nothing was changed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            429: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    listSets: {
        parameters: {
            query?: {
                state?: "draft" | "submitted" | "approved" | "rejected" | "released";
                limit?: number;
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SetList"];
                };
            };
            /** @description Nothing was changed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            429: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    getSet: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                set: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The set as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SetDetail"];
                };
            };
            /** @description Nothing was changed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            429: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    reopenSet: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                set: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VersionIn"];
            };
        };
        responses: {
            /** @description The set as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SetDetail"];
                };
            };
            /** @description Nothing was changed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            429: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    reviewSet: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                set: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReviewIn"];
            };
        };
        responses: {
            /** @description The set as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SetDetail"];
                };
            };
            /** @description Nothing was changed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            429: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    submitSet: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                set: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SubmitIn"];
            };
        };
        responses: {
            /** @description The set as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SetDetail"];
                };
            };
            /** @description Nothing was changed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            429: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    undoSet: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                set: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UndoIn"];
            };
        };
        responses: {
            /** @description The set as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SetDetail"];
                };
            };
            /** @description Nothing was changed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            429: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    validateSet: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                set: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The set as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SetDetail"];
                };
            };
            /** @description Nothing was changed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            429: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    listTrainings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrainingList"];
                };
            };
            /** @description Nothing was changed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            429: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    startTraining: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrainingOut"];
                };
            };
            /** @description Nothing was changed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            429: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    getTraining: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                training: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrainingOut"];
                };
            };
            /** @description Nothing was changed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            429: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    cancelTraining: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                training: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrainingOut"];
                };
            };
            /** @description Nothing was changed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            429: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    getTrainingLog: {
        parameters: {
            query?: {
                after?: number;
            };
            header?: never;
            path: {
                training: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A part of the log */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LogOut"];
                };
            };
            /** @description Nothing was changed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            429: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    poll: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Poll"];
            };
        };
        responses: {
            /** @description What the client lacks; may be nothing */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServerFrame"][];
                };
            };
            /** @description Nothing was changed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            429: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    sendFile: {
        parameters: {
            query: {
                key: string;
                name?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description The message is stored */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Accepted"];
                };
            };
            /** @description Nothing was changed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            429: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    getFile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                file: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file, as a download */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/pdf": string;
                    "image/jpeg": string;
                    "image/png": string;
                    "image/webp": string;
                };
            };
            /** @description Nothing was changed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            429: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    postFrame: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PostedFrame"];
            };
        };
        responses: {
            /** @description The frame is stored */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Accepted"];
                };
            };
            /** @description Nothing was changed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            429: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    offerLink: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Whether there is a use for one */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LinkOffer"];
                };
            };
            /** @description Nothing was changed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            429: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    giveLinkCode: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The code, shown once */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LinkCode"];
                };
            };
            /** @description Nothing was changed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            429: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    openSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SessionRequest"];
            };
        };
        responses: {
            /** @description The session */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description Nothing was changed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            429: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    suggest: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SuggestRequest"];
            };
        };
        responses: {
            /** @description At most a handful */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SuggestionList"];
                };
            };
            /** @description Nothing was changed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            429: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
            /** @description Nothing was changed */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
}
