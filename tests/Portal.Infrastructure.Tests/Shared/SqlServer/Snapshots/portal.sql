IF OBJECT_ID(N'[__EFMigrationsHistory]') IS NULL
BEGIN
    CREATE TABLE [__EFMigrationsHistory] (
        [MigrationId] nvarchar(150) NOT NULL,
        [ProductVersion] nvarchar(32) NOT NULL,
        CONSTRAINT [PK___EFMigrationsHistory] PRIMARY KEY ([MigrationId])
    );
END;
GO

BEGIN TRANSACTION;
IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE TABLE [access_version] (
        [id] smallint NOT NULL,
        [version] bigint NOT NULL,
        CONSTRAINT [pk_access_version] PRIMARY KEY ([id])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE TABLE [assertion_keys] (
        [integration_id] uniqueidentifier NOT NULL,
        [kid] nvarchar(100) NOT NULL,
        [algorithm] nvarchar(10) NOT NULL,
        [jwk] nvarchar(4000) NOT NULL,
        [created_at] datetimeoffset NOT NULL,
        CONSTRAINT [pk_assertion_keys] PRIMARY KEY ([integration_id], [kid])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE TABLE [assertion_uses] (
        [integration_id] uniqueidentifier NOT NULL,
        [jti] varbinary(32) NOT NULL,
        [expires_at] datetimeoffset NOT NULL,
        CONSTRAINT [pk_assertion_uses] PRIMARY KEY ([integration_id], [jti])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE TABLE [audit_checkpoints] (
        [position] bigint NOT NULL,
        [at] datetimeoffset NOT NULL,
        [hash] varbinary(32) NOT NULL,
        [signature] varbinary(128) NOT NULL,
        CONSTRAINT [pk_audit_checkpoints] PRIMARY KEY ([position])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE TABLE [audit_events] (
        [id] uniqueidentifier NOT NULL,
        [at] datetimeoffset NOT NULL,
        [actor_id] uniqueidentifier NOT NULL,
        [actor_kind] smallint NOT NULL,
        [roles] int NOT NULL,
        [action] smallint NOT NULL,
        [outcome] smallint NOT NULL,
        [patient_id] uniqueidentifier NULL,
        [conversation_id] uniqueidentifier NULL,
        [care_team_id] uniqueidentifier NULL,
        [subject_id] uniqueidentifier NULL,
        [sequence] bigint NULL,
        [code] nvarchar(64) NULL,
        [integration_id] uniqueidentifier NULL,
        [session_id] uniqueidentifier NULL,
        [address] nvarchar(64) NULL,
        [break_glass_id] uniqueidentifier NULL,
        [mac] varbinary(32) NOT NULL,
        CONSTRAINT [pk_audit_events] PRIMARY KEY ([id])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE TABLE [audit_exports] (
        [id] uniqueidentifier NOT NULL,
        [person_id] uniqueidentifier NOT NULL,
        [session_id] uniqueidentifier NULL,
        [format] smallint NOT NULL,
        [query] nvarchar(2000) NOT NULL,
        [to_event] uniqueidentifier NOT NULL,
        [requested_at] datetimeoffset NOT NULL,
        [begun_at] datetimeoffset NULL,
        [ended_at] datetimeoffset NULL,
        [records] bigint NOT NULL,
        [bytes] bigint NOT NULL,
        [sha256] varbinary(32) NULL,
        [signature] varbinary(128) NULL,
        CONSTRAINT [pk_audit_exports] PRIMARY KEY ([id])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE TABLE [audit_links] (
        [position] bigint NOT NULL,
        [audit_event_id] uniqueidentifier NOT NULL,
        [hash] varbinary(32) NOT NULL,
        CONSTRAINT [pk_audit_links] PRIMARY KEY ([position])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE TABLE [audit_reports] (
        [id] uniqueidentifier NOT NULL,
        [owner_id] uniqueidentifier NOT NULL,
        [name] nvarchar(100) NOT NULL,
        [query] nvarchar(2000) NOT NULL,
        [created_at] datetimeoffset NOT NULL,
        CONSTRAINT [pk_audit_reports] PRIMARY KEY ([id])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE TABLE [bots] (
        [id] uniqueidentifier NOT NULL,
        [integration_id] uniqueidentifier NOT NULL,
        [name] nvarchar(100) NOT NULL,
        CONSTRAINT [pk_bots] PRIMARY KEY ([id])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE TABLE [brands] (
        [id] smallint NOT NULL,
        [name] nvarchar(100) NOT NULL,
        [accent] nvarchar(7) NOT NULL,
        [accent_dark] nvarchar(7) NOT NULL,
        [logo] varbinary(max) NULL,
        [logo_type] nvarchar(50) NULL,
        [version] bigint NOT NULL,
        [updated_at] datetimeoffset NOT NULL,
        CONSTRAINT [pk_brands] PRIMARY KEY ([id])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE TABLE [break_glass_grants] (
        [id] uniqueidentifier NOT NULL,
        [person_id] uniqueidentifier NOT NULL,
        [patient_id] uniqueidentifier NOT NULL,
        [purpose] smallint NOT NULL,
        [reason] varbinary(max) NOT NULL,
        [declared_at] datetimeoffset NOT NULL,
        [ends_at] datetimeoffset NOT NULL,
        [ended_at] datetimeoffset NULL,
        [reviewed_by] uniqueidentifier NULL,
        [reviewed_at] datetimeoffset NULL,
        [verdict] smallint NULL,
        CONSTRAINT [pk_break_glass_grants] PRIMARY KEY ([id])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE TABLE [call_quality] (
        [visit_id] uniqueidentifier NOT NULL,
        [participant_id] uniqueidentifier NOT NULL,
        [at] datetimeoffset NOT NULL,
        [round_trip_ms] int NOT NULL,
        [jitter_ms] int NOT NULL,
        [loss_percent] float NOT NULL,
        [sent_kbps] int NOT NULL,
        [received_kbps] int NOT NULL,
        [freezes] int NOT NULL,
        [frozen_ms] int NOT NULL,
        [audio_gap_ms] int NOT NULL,
        [is_relayed] bit NOT NULL,
        [mode] smallint NOT NULL,
        CONSTRAINT [pk_call_quality] PRIMARY KEY ([visit_id], [participant_id], [at])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE TABLE [call_signals] (
        [id] bigint NOT NULL IDENTITY,
        [to_id] uniqueidentifier NOT NULL,
        [from_id] uniqueidentifier NOT NULL,
        [at] datetimeoffset NOT NULL,
        [body] varbinary(max) NOT NULL,
        CONSTRAINT [pk_call_signals] PRIMARY KEY ([id])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE TABLE [call_tickets] (
        [hash] varbinary(32) NOT NULL,
        [visit_id] uniqueidentifier NOT NULL,
        [person_id] uniqueidentifier NOT NULL,
        [issued_at] datetimeoffset NOT NULL,
        [expires_at] datetimeoffset NOT NULL,
        [used_at] datetimeoffset NULL,
        CONSTRAINT [pk_call_tickets] PRIMARY KEY ([hash])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE TABLE [care_teams] (
        [id] uniqueidentifier NOT NULL,
        [identifier] nvarchar(100) NOT NULL,
        [name] nvarchar(200) NOT NULL,
        [is_active] bit NOT NULL,
        [created_at] datetimeoffset NOT NULL,
        [external_id] nvarchar(200) NULL,
        CONSTRAINT [pk_care_teams] PRIMARY KEY ([id])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE TABLE [conversations] (
        [id] uniqueidentifier NOT NULL,
        [kind] smallint NOT NULL,
        [patient_id] uniqueidentifier NULL,
        [care_team_id] uniqueidentifier NOT NULL,
        [topic] varbinary(max) NOT NULL,
        [status] smallint NOT NULL,
        [priority] smallint NOT NULL,
        [assignee_id] uniqueidentifier NULL,
        [head_sequence] bigint NOT NULL,
        [last_activity_at] datetimeoffset NOT NULL,
        [created_at] datetimeoffset NOT NULL,
        CONSTRAINT [pk_conversations] PRIMARY KEY ([id])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE TABLE [data_protection_keys] (
        [id] uniqueidentifier NOT NULL,
        [xml] nvarchar(max) NOT NULL,
        CONSTRAINT [pk_data_protection_keys] PRIMARY KEY ([id])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE TABLE [drafts] (
        [person_id] uniqueidentifier NOT NULL,
        [conversation_id] uniqueidentifier NOT NULL,
        [text] varbinary(max) NOT NULL,
        [updated_at] datetimeoffset NOT NULL,
        CONSTRAINT [pk_drafts] PRIMARY KEY ([person_id], [conversation_id])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE TABLE [identifier_systems] (
        [system] nvarchar(200) NOT NULL,
        [integration_id] uniqueidentifier NOT NULL,
        [kind] smallint NOT NULL,
        CONSTRAINT [pk_identifier_systems] PRIMARY KEY ([system])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE TABLE [integration_keys] (
        [id] uniqueidentifier NOT NULL,
        [integration_id] uniqueidentifier NOT NULL,
        [prefix] nvarchar(16) NOT NULL,
        [hash] varbinary(32) NOT NULL,
        [scopes] int NOT NULL,
        [created_at] datetimeoffset NOT NULL,
        [revoked_at] datetimeoffset NULL,
        [expires_at] datetimeoffset NULL,
        CONSTRAINT [pk_integration_keys] PRIMARY KEY ([id])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE TABLE [integration_origins] (
        [integration_id] uniqueidentifier NOT NULL,
        [origin] nvarchar(300) NOT NULL,
        CONSTRAINT [pk_integration_origins] PRIMARY KEY ([integration_id], [origin])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE TABLE [integrations] (
        [id] uniqueidentifier NOT NULL,
        [name] nvarchar(200) NOT NULL,
        [is_active] bit NOT NULL,
        [created_at] datetimeoffset NOT NULL,
        [jwks_address] nvarchar(500) NULL,
        CONSTRAINT [pk_integrations] PRIMARY KEY ([id])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE TABLE [leases] (
        [name] nvarchar(50) NOT NULL,
        [owner] uniqueidentifier NOT NULL,
        [until] datetimeoffset NOT NULL,
        [fence] bigint NOT NULL,
        CONSTRAINT [pk_leases] PRIMARY KEY ([name])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE TABLE [outbox_deliveries] (
        [id] uniqueidentifier NOT NULL,
        [outbox_event_id] uniqueidentifier NOT NULL,
        [target] nvarchar(50) NOT NULL,
        [lane] nvarchar(100) NOT NULL,
        [position] bigint NOT NULL,
        [kind] smallint NOT NULL,
        [conversation_id] uniqueidentifier NULL,
        [sequence] bigint NULL,
        [person_id] uniqueidentifier NULL,
        [subject_id] uniqueidentifier NULL,
        [subject_version] int NULL,
        [payload] varbinary(max) NULL,
        [created_at] datetimeoffset NOT NULL,
        [state] smallint NOT NULL,
        [attempts] int NOT NULL,
        [due_at] datetimeoffset NOT NULL,
        [lease_owner] uniqueidentifier NULL,
        [lease_until] datetimeoffset NULL,
        [fence] bigint NOT NULL,
        [last_error] nvarchar(64) NULL,
        [ended_at] datetimeoffset NULL,
        CONSTRAINT [pk_outbox_deliveries] PRIMARY KEY ([id])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE TABLE [outbox_events] (
        [id] uniqueidentifier NOT NULL,
        [at] datetimeoffset NOT NULL,
        [kind] smallint NOT NULL,
        [conversation_id] uniqueidentifier NULL,
        [sequence] bigint NULL,
        [subject_id] uniqueidentifier NULL,
        [subject_version] int NULL,
        [actor_id] uniqueidentifier NOT NULL,
        CONSTRAINT [pk_outbox_events] PRIMARY KEY ([id])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE TABLE [outbox_pauses] (
        [target] nvarchar(50) NOT NULL,
        [code] nvarchar(64) NOT NULL,
        [since] datetimeoffset NOT NULL,
        [person_id] uniqueidentifier NULL,
        [ask_at] datetimeoffset NULL,
        CONSTRAINT [pk_outbox_pauses] PRIMARY KEY ([target])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE TABLE [passkey_challenges] (
        [hash] varbinary(32) NOT NULL,
        [state] varbinary(max) NOT NULL,
        [person_id] uniqueidentifier NULL,
        [expires_at] datetimeoffset NOT NULL,
        CONSTRAINT [pk_passkey_challenges] PRIMARY KEY ([hash])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE TABLE [patients] (
        [id] uniqueidentifier NOT NULL,
        [demographics] varbinary(max) NOT NULL,
        [language] nvarchar(35) NULL,
        [created_at] datetimeoffset NOT NULL,
        CONSTRAINT [pk_patients] PRIMARY KEY ([id])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE TABLE [person_identifiers] (
        [person_id] uniqueidentifier NOT NULL,
        [system] nvarchar(200) NOT NULL,
        [token] varbinary(32) NOT NULL,
        [value] varbinary(max) NOT NULL,
        CONSTRAINT [pk_person_identifiers] PRIMARY KEY ([person_id], [system], [token])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE TABLE [person_presence] (
        [person_id] uniqueidentifier NOT NULL,
        [last_active_at] datetimeoffset NOT NULL,
        CONSTRAINT [pk_person_presence] PRIMARY KEY ([person_id])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE TABLE [proxy_grants] (
        [id] uniqueidentifier NOT NULL,
        [patient_id] uniqueidentifier NOT NULL,
        [related_person_id] uniqueidentifier NOT NULL,
        [relationship] varbinary(max) NOT NULL,
        [valid_from] datetimeoffset NOT NULL,
        [valid_to] datetimeoffset NULL,
        [granted_by] uniqueidentifier NOT NULL,
        CONSTRAINT [pk_proxy_grants] PRIMARY KEY ([id])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE TABLE [related_persons] (
        [id] uniqueidentifier NOT NULL,
        [demographics] varbinary(max) NOT NULL,
        [created_at] datetimeoffset NOT NULL,
        CONSTRAINT [pk_related_persons] PRIMARY KEY ([id])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE TABLE [staff] (
        [id] uniqueidentifier NOT NULL,
        [display_name] nvarchar(200) NOT NULL,
        [roles] int NOT NULL,
        [is_active] bit NOT NULL,
        [created_at] datetimeoffset NOT NULL,
        [last_sign_in_at] datetimeoffset NULL,
        [external_id] nvarchar(200) NULL,
        [user_name] nvarchar(256) NULL,
        [normalized_user_name] nvarchar(256) NULL,
        [email] nvarchar(256) NULL,
        [normalized_email] nvarchar(256) NULL,
        [email_confirmed] bit NOT NULL,
        [password_hash] nvarchar(max) NULL,
        [security_stamp] nvarchar(max) NULL,
        [concurrency_stamp] nvarchar(max) NULL,
        [phone_number] nvarchar(256) NULL,
        [phone_number_confirmed] bit NOT NULL,
        [two_factor_enabled] bit NOT NULL,
        [lockout_end] datetimeoffset NULL,
        [lockout_enabled] bit NOT NULL,
        [access_failed_count] int NOT NULL,
        CONSTRAINT [pk_staff] PRIMARY KEY ([id])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE TABLE [staff_sessions] (
        [id] uniqueidentifier NOT NULL,
        [person_id] uniqueidentifier NOT NULL,
        [begun_at] datetimeoffset NOT NULL,
        [last_seen_at] datetimeoffset NOT NULL,
        [authenticated_at] datetimeoffset NOT NULL,
        [ends_at] datetimeoffset NOT NULL,
        [ended_at] datetimeoffset NULL,
        [wrong_proofs] int NOT NULL,
        [address] nvarchar(64) NULL,
        CONSTRAINT [pk_staff_sessions] PRIMARY KEY ([id])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE TABLE [supervisions] (
        [person_id] uniqueidentifier NOT NULL,
        [care_team_id] uniqueidentifier NOT NULL,
        CONSTRAINT [pk_supervisions] PRIMARY KEY ([person_id], [care_team_id])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE TABLE [usage_days] (
        [integration_id] uniqueidentifier NOT NULL,
        [day] date NOT NULL,
        [sessions] bigint NOT NULL,
        [messages] bigint NOT NULL,
        [calls] bigint NOT NULL,
        [bytes] bigint NOT NULL,
        CONSTRAINT [pk_usage_days] PRIMARY KEY ([integration_id], [day])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE TABLE [webhooks] (
        [id] uniqueidentifier NOT NULL,
        [integration_id] uniqueidentifier NOT NULL,
        [name] nvarchar(100) NOT NULL,
        [host] nvarchar(255) NOT NULL,
        [address] varbinary(max) NOT NULL,
        [events] bigint NOT NULL,
        [is_active] bit NOT NULL,
        [created_at] datetimeoffset NOT NULL,
        [failing_since] datetimeoffset NULL,
        [retry_at] datetimeoffset NULL,
        CONSTRAINT [pk_webhooks] PRIMARY KEY ([id])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE TABLE [widget_sessions] (
        [id] uniqueidentifier NOT NULL,
        [integration_id] uniqueidentifier NOT NULL,
        [person_id] uniqueidentifier NOT NULL,
        [person_kind] smallint NOT NULL,
        [patient_id] uniqueidentifier NULL,
        [origin] nvarchar(300) NOT NULL,
        [conversation_id] uniqueidentifier NULL,
        [scopes] int NOT NULL,
        [begun_at] datetimeoffset NOT NULL,
        [ended_at] datetimeoffset NULL,
        CONSTRAINT [pk_widget_sessions] PRIMARY KEY ([id])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE TABLE [care_team_memberships] (
        [id] uniqueidentifier NOT NULL,
        [care_team_id] uniqueidentifier NOT NULL,
        [person_id] uniqueidentifier NOT NULL,
        [is_moderator] bit NOT NULL,
        [valid_from] datetimeoffset NOT NULL,
        [valid_to] datetimeoffset NULL,
        CONSTRAINT [pk_care_team_memberships] PRIMARY KEY ([id]),
        CONSTRAINT [fk_care_team_memberships_care_team_id] FOREIGN KEY ([care_team_id]) REFERENCES [care_teams] ([id]) ON DELETE NO ACTION
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE TABLE [conversation_events] (
        [conversation_id] uniqueidentifier NOT NULL,
        [sequence] bigint NOT NULL,
        [event_id] uniqueidentifier NOT NULL,
        [at] datetimeoffset NOT NULL,
        [type] smallint NOT NULL,
        [sender_id] uniqueidentifier NOT NULL,
        [sender_kind] smallint NOT NULL,
        [client_message_id] uniqueidentifier NULL,
        [target] bigint NULL,
        [target_sender_id] uniqueidentifier NULL,
        [fingerprint] varbinary(max) NULL,
        [body] varbinary(max) NOT NULL,
        CONSTRAINT [pk_conversation_events] PRIMARY KEY ([conversation_id], [sequence]),
        CONSTRAINT [fk_conversation_events_conversation_id] FOREIGN KEY ([conversation_id]) REFERENCES [conversations] ([id]) ON DELETE NO ACTION
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE TABLE [conversation_participants] (
        [conversation_id] uniqueidentifier NOT NULL,
        [person_id] uniqueidentifier NOT NULL,
        [kind] smallint NOT NULL,
        [is_added] bit NOT NULL,
        [first_visible_sequence] bigint NOT NULL,
        [delivered] bigint NOT NULL,
        [read] bigint NOT NULL,
        CONSTRAINT [pk_conversation_participants] PRIMARY KEY ([conversation_id], [person_id]),
        CONSTRAINT [fk_conversation_participants_conversation_id] FOREIGN KEY ([conversation_id]) REFERENCES [conversations] ([id]) ON DELETE NO ACTION
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE TABLE [visits] (
        [id] uniqueidentifier NOT NULL,
        [conversation_id] uniqueidentifier NOT NULL,
        [patient_id] uniqueidentifier NOT NULL,
        [care_team_id] uniqueidentifier NOT NULL,
        [practitioner_id] uniqueidentifier NULL,
        [status] smallint NOT NULL,
        [waiting] smallint NOT NULL,
        [scheduled_for] datetimeoffset NOT NULL,
        [minutes] int NOT NULL,
        [checked_in_at] datetimeoffset NULL,
        [admitted_at] datetimeoffset NULL,
        [started_at] datetimeoffset NULL,
        [ended_at] datetimeoffset NULL,
        [last_seen_at] datetimeoffset NULL,
        [call_since] datetimeoffset NULL,
        [call_back_asked_at] datetimeoffset NULL,
        [call_back_done_at] datetimeoffset NULL,
        [call_back_done_by] uniqueidentifier NULL,
        [body] varbinary(max) NOT NULL,
        [created_at] datetimeoffset NOT NULL,
        [version] bigint NOT NULL,
        CONSTRAINT [pk_visits] PRIMARY KEY ([id]),
        CONSTRAINT [fk_visits_conversation_id] FOREIGN KEY ([conversation_id]) REFERENCES [conversations] ([id]) ON DELETE NO ACTION
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE TABLE [patient_tokens] (
        [token] varbinary(16) NOT NULL,
        [patient_id] uniqueidentifier NOT NULL,
        CONSTRAINT [pk_patient_tokens] PRIMARY KEY ([token], [patient_id]),
        CONSTRAINT [fk_patient_tokens_patient_id] FOREIGN KEY ([patient_id]) REFERENCES [patients] ([id]) ON DELETE CASCADE
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE TABLE [role_requests] (
        [id] uniqueidentifier NOT NULL,
        [person_id] uniqueidentifier NOT NULL,
        [kind] smallint NOT NULL,
        [roles] int NOT NULL,
        [requested_by] uniqueidentifier NOT NULL,
        [requested_at] datetimeoffset NOT NULL,
        [decided_by] uniqueidentifier NULL,
        [decided_at] datetimeoffset NULL,
        [is_approved] bit NOT NULL,
        CONSTRAINT [pk_role_requests] PRIMARY KEY ([id]),
        CONSTRAINT [fk_role_requests_person_id] FOREIGN KEY ([person_id]) REFERENCES [staff] ([id]) ON DELETE NO ACTION
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE TABLE [staff_claims] (
        [id] int NOT NULL IDENTITY,
        [user_id] uniqueidentifier NOT NULL,
        [claim_type] nvarchar(max) NULL,
        [claim_value] nvarchar(max) NULL,
        CONSTRAINT [pk_staff_claims] PRIMARY KEY ([id]),
        CONSTRAINT [fk_staff_claims_user_id] FOREIGN KEY ([user_id]) REFERENCES [staff] ([id]) ON DELETE CASCADE
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE TABLE [staff_devices] (
        [hash] varbinary(32) NOT NULL,
        [person_id] uniqueidentifier NOT NULL,
        [failed_count] int NOT NULL,
        [locked_until] datetimeoffset NULL,
        [last_used_at] datetimeoffset NOT NULL,
        CONSTRAINT [pk_staff_devices] PRIMARY KEY ([hash]),
        CONSTRAINT [fk_staff_devices_person_id] FOREIGN KEY ([person_id]) REFERENCES [staff] ([id]) ON DELETE NO ACTION
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE TABLE [staff_logins] (
        [login_provider] nvarchar(128) NOT NULL,
        [provider_key] nvarchar(128) NOT NULL,
        [provider_display_name] nvarchar(max) NULL,
        [user_id] uniqueidentifier NOT NULL,
        CONSTRAINT [pk_staff_logins] PRIMARY KEY ([login_provider], [provider_key]),
        CONSTRAINT [fk_staff_logins_user_id] FOREIGN KEY ([user_id]) REFERENCES [staff] ([id]) ON DELETE CASCADE
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE TABLE [staff_passkeys] (
        [credential_id] varbinary(1024) NOT NULL,
        [user_id] uniqueidentifier NOT NULL,
        [Data] nvarchar(max) NOT NULL,
        CONSTRAINT [pk_staff_passkeys] PRIMARY KEY ([credential_id]),
        CONSTRAINT [fk_staff_passkeys_user_id] FOREIGN KEY ([user_id]) REFERENCES [staff] ([id]) ON DELETE CASCADE
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE TABLE [staff_recovery_codes] (
        [person_id] uniqueidentifier NOT NULL,
        [hash] varbinary(32) NOT NULL,
        CONSTRAINT [pk_staff_recovery_codes] PRIMARY KEY ([person_id], [hash]),
        CONSTRAINT [fk_staff_recovery_codes_person_id] FOREIGN KEY ([person_id]) REFERENCES [staff] ([id]) ON DELETE NO ACTION
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE TABLE [staff_second_factors] (
        [person_id] uniqueidentifier NOT NULL,
        [secret] varbinary(max) NULL,
        [pending] varbinary(max) NULL,
        [confirmed_at] datetimeoffset NULL,
        [last_step] bigint NOT NULL,
        CONSTRAINT [pk_staff_second_factors] PRIMARY KEY ([person_id]),
        CONSTRAINT [fk_staff_second_factors_person_id] FOREIGN KEY ([person_id]) REFERENCES [staff] ([id]) ON DELETE NO ACTION
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE TABLE [staff_tickets] (
        [hash] varbinary(32) NOT NULL,
        [purpose] smallint NOT NULL,
        [person_id] uniqueidentifier NOT NULL,
        [created_at] datetimeoffset NOT NULL,
        [expires_at] datetimeoffset NOT NULL,
        CONSTRAINT [pk_staff_tickets] PRIMARY KEY ([hash]),
        CONSTRAINT [fk_staff_tickets_person_id] FOREIGN KEY ([person_id]) REFERENCES [staff] ([id]) ON DELETE NO ACTION
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE TABLE [staff_tokens] (
        [user_id] uniqueidentifier NOT NULL,
        [login_provider] nvarchar(128) NOT NULL,
        [name] nvarchar(128) NOT NULL,
        [value] nvarchar(max) NULL,
        CONSTRAINT [pk_staff_tokens] PRIMARY KEY ([user_id], [login_provider], [name]),
        CONSTRAINT [fk_staff_tokens_user_id] FOREIGN KEY ([user_id]) REFERENCES [staff] ([id]) ON DELETE CASCADE
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE TABLE [webhook_attempts] (
        [id] uniqueidentifier NOT NULL,
        [webhook_id] uniqueidentifier NOT NULL,
        [delivery_id] uniqueidentifier NOT NULL,
        [at] datetimeoffset NOT NULL,
        [kind] smallint NOT NULL,
        [status] int NULL,
        [milliseconds] int NOT NULL,
        [code] nvarchar(64) NULL,
        CONSTRAINT [pk_webhook_attempts] PRIMARY KEY ([id]),
        CONSTRAINT [fk_webhook_attempts_webhook_id] FOREIGN KEY ([webhook_id]) REFERENCES [webhooks] ([id]) ON DELETE CASCADE
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE TABLE [webhook_secrets] (
        [id] uniqueidentifier NOT NULL,
        [webhook_id] uniqueidentifier NOT NULL,
        [secret] varbinary(max) NOT NULL,
        [created_at] datetimeoffset NOT NULL,
        [ends_at] datetimeoffset NULL,
        CONSTRAINT [pk_webhook_secrets] PRIMARY KEY ([id]),
        CONSTRAINT [fk_webhook_secrets_webhook_id] FOREIGN KEY ([webhook_id]) REFERENCES [webhooks] ([id]) ON DELETE CASCADE
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE TABLE [widget_links] (
        [hash] varbinary(32) NOT NULL,
        [session_id] uniqueidentifier NOT NULL,
        [expires_at] datetimeoffset NOT NULL,
        [used_at] datetimeoffset NULL,
        CONSTRAINT [pk_widget_links] PRIMARY KEY ([hash]),
        CONSTRAINT [fk_widget_links_session_id] FOREIGN KEY ([session_id]) REFERENCES [widget_sessions] ([id]) ON DELETE CASCADE
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE TABLE [widget_tokens] (
        [hash] varbinary(32) NOT NULL,
        [session_id] uniqueidentifier NOT NULL,
        [expires_at] datetimeoffset NOT NULL,
        CONSTRAINT [pk_widget_tokens] PRIMARY KEY ([hash]),
        CONSTRAINT [fk_widget_tokens_session_id] FOREIGN KEY ([session_id]) REFERENCES [widget_sessions] ([id]) ON DELETE CASCADE
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE TABLE [call_participants] (
        [id] uniqueidentifier NOT NULL,
        [visit_id] uniqueidentifier NOT NULL,
        [person_id] uniqueidentifier NOT NULL,
        [kind] smallint NOT NULL,
        [name] varbinary(max) NOT NULL,
        [joined_at] datetimeoffset NOT NULL,
        [lease_until] datetimeoffset NOT NULL,
        [holder] uniqueidentifier NOT NULL,
        [audio] bit NOT NULL,
        [video] bit NOT NULL,
        [screen] bit NOT NULL,
        [step] smallint NOT NULL,
        [left_at] datetimeoffset NULL,
        [left] smallint NOT NULL,
        CONSTRAINT [pk_call_participants] PRIMARY KEY ([id]),
        CONSTRAINT [fk_call_participants_visit_id] FOREIGN KEY ([visit_id]) REFERENCES [visits] ([id]) ON DELETE NO ACTION
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE TABLE [summaries] (
        [id] uniqueidentifier NOT NULL,
        [conversation_id] uniqueidentifier NOT NULL,
        [patient_id] uniqueidentifier NOT NULL,
        [care_team_id] uniqueidentifier NOT NULL,
        [visit_id] uniqueidentifier NULL,
        [kind] smallint NOT NULL,
        [template] nvarchar(30) NOT NULL,
        [language] nvarchar(35) NOT NULL,
        [span_from] bigint NOT NULL,
        [span_to] bigint NOT NULL,
        [period_from] datetimeoffset NOT NULL,
        [period_to] datetimeoffset NOT NULL,
        [version] int NOT NULL,
        [status] smallint NOT NULL,
        [revision] int NOT NULL,
        [standing_version] int NULL,
        [standing_status] smallint NULL,
        [shared_version] int NULL,
        [seen_head] bigint NOT NULL,
        [model] nvarchar(120) NULL,
        [draft] varbinary(max) NOT NULL,
        [text] varbinary(max) NOT NULL,
        [reason] varbinary(max) NULL,
        [drafted_by] uniqueidentifier NOT NULL,
        [drafted_at] datetimeoffset NOT NULL,
        [updated_by] uniqueidentifier NOT NULL,
        [updated_at] datetimeoffset NOT NULL,
        CONSTRAINT [pk_summaries] PRIMARY KEY ([id]),
        CONSTRAINT [fk_summaries_conversation_id] FOREIGN KEY ([conversation_id]) REFERENCES [conversations] ([id]) ON DELETE NO ACTION,
        CONSTRAINT [fk_summaries_visit_id] FOREIGN KEY ([visit_id]) REFERENCES [visits] ([id]) ON DELETE NO ACTION
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE TABLE [visit_moments] (
        [id] uniqueidentifier NOT NULL,
        [visit_id] uniqueidentifier NOT NULL,
        [at] datetimeoffset NOT NULL,
        [kind] smallint NOT NULL,
        [person_id] uniqueidentifier NULL,
        [person_kind] smallint NULL,
        [name] varbinary(max) NOT NULL,
        [detail] bigint NULL,
        CONSTRAINT [pk_visit_moments] PRIMARY KEY ([id]),
        CONSTRAINT [fk_visit_moments_visit_id] FOREIGN KEY ([visit_id]) REFERENCES [visits] ([id]) ON DELETE NO ACTION
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE TABLE [filings] (
        [summary_id] uniqueidentifier NOT NULL,
        [version] int NOT NULL,
        [conversation_id] uniqueidentifier NOT NULL,
        [delivery_id] uniqueidentifier NOT NULL,
        [status] smallint NOT NULL,
        [question] smallint NOT NULL,
        [code] nvarchar(64) NULL,
        [words] varbinary(max) NULL,
        [receipt] varbinary(max) NULL,
        [changed_at] datetimeoffset NOT NULL,
        CONSTRAINT [pk_filings] PRIMARY KEY ([summary_id], [version]),
        CONSTRAINT [fk_filings_summary_id] FOREIGN KEY ([summary_id]) REFERENCES [summaries] ([id]) ON DELETE NO ACTION
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE TABLE [summary_versions] (
        [summary_id] uniqueidentifier NOT NULL,
        [version] int NOT NULL,
        [conversation_id] uniqueidentifier NOT NULL,
        [signed_by] uniqueidentifier NOT NULL,
        [signed_at] datetimeoffset NOT NULL,
        [how] smallint NOT NULL,
        [error_reason] smallint NULL,
        [is_urgent] bit NOT NULL,
        [model] nvarchar(120) NULL,
        [text] varbinary(max) NOT NULL,
        [reason] varbinary(max) NULL,
        CONSTRAINT [pk_summary_versions] PRIMARY KEY ([summary_id], [version]),
        CONSTRAINT [fk_summary_versions_summary_id] FOREIGN KEY ([summary_id]) REFERENCES [summaries] ([id]) ON DELETE NO ACTION
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    IF EXISTS (SELECT * FROM [sys].[identity_columns] WHERE [name] IN (N'id', N'version') AND [object_id] = OBJECT_ID(N'[access_version]'))
        SET IDENTITY_INSERT [access_version] ON;
    EXEC(N'INSERT INTO [access_version] ([id], [version])
    VALUES (CAST(1 AS smallint), CAST(1 AS bigint))');
    IF EXISTS (SELECT * FROM [sys].[identity_columns] WHERE [name] IN (N'id', N'version') AND [object_id] = OBJECT_ID(N'[access_version]'))
        SET IDENTITY_INSERT [access_version] OFF;
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE INDEX [ix_assertion_uses_expires_at] ON [assertion_uses] ([expires_at]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE INDEX [ix_audit_events_action_id] ON [audit_events] ([action], [id]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE INDEX [ix_audit_events_actor_id_id] ON [audit_events] ([actor_id], [id]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    EXEC(N'CREATE INDEX [ix_audit_events_break_glass_id_id] ON [audit_events] ([break_glass_id], [id]) WHERE break_glass_id is not null');
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE INDEX [ix_audit_events_care_team_id_id] ON [audit_events] ([care_team_id], [id]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE INDEX [ix_audit_events_conversation_id_id] ON [audit_events] ([conversation_id], [id]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    EXEC(N'CREATE INDEX [ix_audit_events_outcome_id] ON [audit_events] ([outcome], [id]) WHERE outcome <> 0');
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE INDEX [ix_audit_events_patient_id_id] ON [audit_events] ([patient_id], [id]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE INDEX [ix_audit_exports_requested_at] ON [audit_exports] ([requested_at]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE UNIQUE INDEX [ix_audit_links_audit_event_id] ON [audit_links] ([audit_event_id]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE UNIQUE INDEX [ix_audit_reports_owner_id_name] ON [audit_reports] ([owner_id], [name]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE UNIQUE INDEX [ix_bots_integration_id] ON [bots] ([integration_id]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    EXEC(N'CREATE INDEX [ix_break_glass_grants_declared_at] ON [break_glass_grants] ([declared_at]) WHERE verdict is null');
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE INDEX [ix_break_glass_grants_ends_at] ON [break_glass_grants] ([ends_at]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE INDEX [ix_break_glass_grants_patient_id_declared_at] ON [break_glass_grants] ([patient_id], [declared_at]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE INDEX [ix_break_glass_grants_person_id_ends_at] ON [break_glass_grants] ([person_id], [ends_at]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    EXEC(N'CREATE INDEX [ix_call_participants_leases] ON [call_participants] ([lease_until]) WHERE left_at is null');
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE INDEX [ix_call_participants_visit_id_left_at] ON [call_participants] ([visit_id], [left_at]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE INDEX [ix_call_signals_at] ON [call_signals] ([at]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE INDEX [ix_call_signals_to_id_id] ON [call_signals] ([to_id], [id]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE INDEX [ix_call_tickets_expires_at] ON [call_tickets] ([expires_at]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE INDEX [ix_care_team_memberships_care_team_id_person_id] ON [care_team_memberships] ([care_team_id], [person_id]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE INDEX [ix_care_team_memberships_person_id] ON [care_team_memberships] ([person_id]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    EXEC(N'CREATE UNIQUE INDEX [ix_care_teams_external_id] ON [care_teams] ([external_id]) WHERE external_id is not null');
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE UNIQUE INDEX [ix_care_teams_identifier] ON [care_teams] ([identifier]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    EXEC(N'CREATE INDEX [ix_conversation_events_posted] ON [conversation_events] ([conversation_id], [sequence], [sender_id]) WHERE type = 1');
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    EXEC(N'CREATE INDEX [ix_conversation_events_target] ON [conversation_events] ([conversation_id], [target], [sequence]) WHERE target is not null');
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    EXEC(N'CREATE UNIQUE INDEX [ux_conversation_events_client_message] ON [conversation_events] ([conversation_id], [sender_id], [client_message_id]) WHERE client_message_id is not null');
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    EXEC(N'CREATE UNIQUE INDEX [ux_conversation_events_retraction] ON [conversation_events] ([conversation_id], [target]) WHERE type = 3');
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE INDEX [ix_conversation_participants_person_id] ON [conversation_participants] ([person_id]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE INDEX [ix_conversations_care_team_id_last_activity_at_id] ON [conversations] ([care_team_id], [last_activity_at], [id]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE INDEX [ix_conversations_patient_id_last_activity_at_id] ON [conversations] ([patient_id], [last_activity_at], [id]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    EXEC(N'CREATE UNIQUE INDEX [ux_conversations_team_of_patient] ON [conversations] ([patient_id], [care_team_id]) WHERE kind = 2 and patient_id is not null');
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE INDEX [ix_filings_delivery_id] ON [filings] ([delivery_id]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE INDEX [ix_identifier_systems_integration_id] ON [identifier_systems] ([integration_id]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE UNIQUE INDEX [ix_integration_keys_hash] ON [integration_keys] ([hash]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE INDEX [ix_integration_keys_integration_id] ON [integration_keys] ([integration_id]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    EXEC(N'CREATE INDEX [ix_outbox_deliveries_due] ON [outbox_deliveries] ([target], [due_at]) WHERE state = 0');
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    EXEC(N'CREATE INDEX [ix_outbox_deliveries_lane] ON [outbox_deliveries] ([target], [lane], [position]) WHERE state = 0');
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE INDEX [ix_outbox_deliveries_outbox_event_id_target] ON [outbox_deliveries] ([outbox_event_id], [target]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE INDEX [ix_outbox_deliveries_target_state] ON [outbox_deliveries] ([target], [state]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    EXEC(N'CREATE INDEX [ix_outbox_deliveries_waiting] ON [outbox_deliveries] ([conversation_id], [person_id], [target]) WHERE state = 0');
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE INDEX [ix_passkey_challenges_expires_at] ON [passkey_challenges] ([expires_at]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE INDEX [ix_patient_tokens_patient_id] ON [patient_tokens] ([patient_id]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE UNIQUE INDEX [ix_person_identifiers_token] ON [person_identifiers] ([token]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE INDEX [ix_proxy_grants_patient_id_related_person_id] ON [proxy_grants] ([patient_id], [related_person_id]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE INDEX [ix_proxy_grants_related_person_id] ON [proxy_grants] ([related_person_id]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE INDEX [ix_role_requests_person_id] ON [role_requests] ([person_id]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    EXEC(N'CREATE UNIQUE INDEX [email_index] ON [staff] ([normalized_email]) WHERE [normalized_email] IS NOT NULL');
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    EXEC(N'CREATE UNIQUE INDEX [ix_staff_external_id] ON [staff] ([external_id]) WHERE external_id is not null');
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    EXEC(N'CREATE UNIQUE INDEX [user_name_index] ON [staff] ([normalized_user_name]) WHERE [normalized_user_name] IS NOT NULL');
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE INDEX [ix_staff_claims_user_id] ON [staff_claims] ([user_id]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE INDEX [ix_staff_devices_person_id] ON [staff_devices] ([person_id]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE INDEX [ix_staff_logins_user_id] ON [staff_logins] ([user_id]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE INDEX [ix_staff_passkeys_user_id] ON [staff_passkeys] ([user_id]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE INDEX [ix_staff_sessions_person_id] ON [staff_sessions] ([person_id]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE INDEX [ix_staff_tickets_expires_at] ON [staff_tickets] ([expires_at]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE INDEX [ix_staff_tickets_person_id] ON [staff_tickets] ([person_id]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE INDEX [ix_summaries_conversation_id_drafted_at] ON [summaries] ([conversation_id], [drafted_at]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE INDEX [ix_summaries_visit_id] ON [summaries] ([visit_id]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE INDEX [ix_visit_moments_visit_id_at] ON [visit_moments] ([visit_id], [at]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE INDEX [ix_visits_care_team_id_ended_at] ON [visits] ([care_team_id], [ended_at]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE INDEX [ix_visits_care_team_id_scheduled_for] ON [visits] ([care_team_id], [scheduled_for]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE INDEX [ix_visits_conversation_id_scheduled_for] ON [visits] ([conversation_id], [scheduled_for]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    EXEC(N'CREATE INDEX [ix_visits_open] ON [visits] ([scheduled_for]) WHERE ended_at is null');
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE INDEX [ix_webhook_attempts_webhook_id_id] ON [webhook_attempts] ([webhook_id], [id]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE INDEX [ix_webhook_secrets_webhook_id] ON [webhook_secrets] ([webhook_id]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE INDEX [ix_webhooks_integration_id] ON [webhooks] ([integration_id]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE INDEX [ix_widget_links_session_id] ON [widget_links] ([session_id]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE INDEX [ix_widget_sessions_begun_at] ON [widget_sessions] ([begun_at]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE INDEX [ix_widget_sessions_integration_id] ON [widget_sessions] ([integration_id]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE INDEX [ix_widget_sessions_person_id] ON [widget_sessions] ([person_id]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE INDEX [ix_widget_tokens_expires_at] ON [widget_tokens] ([expires_at]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    CREATE INDEX [ix_widget_tokens_session_id] ON [widget_tokens] ([session_id]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053115_Initial'
)
BEGIN
    INSERT INTO [__EFMigrationsHistory] ([MigrationId], [ProductVersion])
    VALUES (N'20261122053115_Initial', N'10.0.14');
END;

COMMIT;
GO
