namespace Portal.Web.Conversations;

/// <summary>The words of inbox and conversation; the texts stand beside this file, one for each language.</summary>
public sealed class ConversationTexts;
