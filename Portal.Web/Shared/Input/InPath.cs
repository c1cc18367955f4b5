using System.Globalization;
using System.Reflection;
using Portal.Domain.Shared;

namespace Portal.Web.Shared.Input;

/// <summary>An id in the address, found by the parameter's name. Malformed is 400; only a well-formed one can be 404.</summary>
internal sealed class InPath<TId> : IArgument where TId : struct, IId<TId>
{
    private InPath(TId value, Refusal? refusal)
    {
        Value = value;
        Refusal = refusal;
    }

    public TId Value { get; }

    public Refusal? Refusal { get; }

    public static ValueTask<InPath<TId>> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var objections = new Objections();
        var id = objections.Id<TId>((string?)context.Request.RouteValues[parameter.Name!], $"$.{parameter.Name}");
        return ValueTask.FromResult(new InPath<TId>(id, objections.Refusal));
    }
}

/// <summary>A sequence in the address.</summary>
internal sealed class SequenceInPath : IArgument
{
    private SequenceInPath(Sequence value, Refusal? refusal)
    {
        Value = value;
        Refusal = refusal;
    }

    public Sequence Value { get; }

    public Refusal? Refusal { get; }

    public static ValueTask<SequenceInPath> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var objections = new Objections();
        var text = (string?)context.Request.RouteValues[parameter.Name!];
        var number = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var read) ? read : 0;
        var sequence = objections.Sequence(number, $"$.{parameter.Name}");
        return ValueTask.FromResult(new SequenceInPath(sequence, objections.Refusal));
    }
}
