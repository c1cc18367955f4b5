namespace Portal.Web.Conversations.Unit;

/// <summary>The words of the supervisor's screen; the texts stand beside this file, one for each language.</summary>
public sealed class UnitTexts;
