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
    WHERE [MigrationId] = N'20261122053151_Initial'
)
BEGIN
    CREATE TABLE [data_keys] (
        [kind] smallint NOT NULL,
        [subject_id] uniqueidentifier NOT NULL,
        [wrapped] varbinary(max) NOT NULL,
        [kek_version] int NOT NULL,
        [created_at] datetimeoffset NOT NULL,
        [destroyed_at] datetimeoffset NULL,
        CONSTRAINT [pk_data_keys] PRIMARY KEY ([kind], [subject_id])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053151_Initial'
)
BEGIN
    CREATE INDEX [ix_data_keys_kek_version] ON [data_keys] ([kek_version]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122053151_Initial'
)
BEGIN
    INSERT INTO [__EFMigrationsHistory] ([MigrationId], [ProductVersion])
    VALUES (N'20261122053151_Initial', N'10.0.14');
END;

COMMIT;
GO
