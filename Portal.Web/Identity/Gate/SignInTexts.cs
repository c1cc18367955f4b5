namespace Portal.Web.Identity.Gate;

/// <summary>The words of the pages before the sign-in and of the own account; the texts stand beside this file, one for each language.</summary>
public sealed class SignInTexts;
