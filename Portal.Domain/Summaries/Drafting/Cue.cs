namespace Portal.Domain.Summaries.Drafting;

/// <summary>What the words of a sentence hint at; several at once.</summary>
[Flags]
internal enum Cue
{
    None = 0,
    Question = 1,
    Symptom = 2,
    Medication = 4,
    Assessment = 8,
    Plan = 16,
    FollowUp = 32,

    /// <summary>"Yes, I will."</summary>
    Agreement = 64,

    /// <summary>Greeting, thanks: says nothing of the matter.</summary>
    Courtesy = 128,
}
