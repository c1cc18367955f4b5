using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Portal.Architecture.Tests.Reading;

/// <summary>Collects what one type and everything inside it names.</summary>
internal sealed class References
{
    private readonly HashSet<Named> uses = [];
    private readonly HashSet<Call> calls = [];

    public static CodeType Read(TypeDefinition type)
    {
        var references = new References();
        references.AddType(type);
        return new CodeType(type.Namespace, type.Name, type.IsPublic, type, references.uses, references.calls);
    }

    private void AddType(TypeDefinition type)
    {
        Add(type.BaseType);
        foreach (var contract in type.Interfaces) Add(contract.InterfaceType);
        AddGenerics(type);
        AddAttributes(type);
        foreach (var field in type.Fields) AddMember(field, field.FieldType);
        foreach (var property in type.Properties) AddMember(property, property.PropertyType);
        foreach (var happening in type.Events) AddMember(happening, happening.EventType);
        foreach (var method in type.Methods) AddMethod(method);
        foreach (var nested in type.NestedTypes) AddType(nested);
    }

    private void AddMember(ICustomAttributeProvider member, TypeReference type)
    {
        Add(type);
        AddAttributes(member);
    }

    private void AddMethod(MethodDefinition method)
    {
        AddMember(method, method.ReturnType);
        AddGenerics(method);
        foreach (var parameter in method.Parameters) AddMember(parameter, parameter.ParameterType);
        if (!method.HasBody) return;
        foreach (var variable in method.Body.Variables) Add(variable.VariableType);
        foreach (var handler in method.Body.ExceptionHandlers) Add(handler.CatchType);
        foreach (var instruction in method.Body.Instructions) AddOperand(instruction);
    }

    private void AddOperand(Instruction instruction)
    {
        switch (instruction.Operand)
        {
            case TypeReference type:
                Add(type);
                break;
            case FieldReference field:
                Add(field.DeclaringType);
                Add(field.FieldType);
                break;
            case MethodReference method:
                AddCall(method);
                break;
        }
    }

    private void AddCall(MethodReference method)
    {
        Add(method.DeclaringType);
        Add(method.ReturnType);
        foreach (var parameter in method.Parameters) Add(parameter.ParameterType);
        if (method is GenericInstanceMethod generic)
            foreach (var argument in generic.GenericArguments) Add(argument);
        if (NameOf(method.DeclaringType) is { } type) calls.Add(new Call(type, method.Name));
    }

    private void AddGenerics(IGenericParameterProvider provider)
    {
        foreach (var constraint in provider.GenericParameters.SelectMany(parameter => parameter.Constraints)) Add(constraint.ConstraintType);
    }

    private void AddAttributes(ICustomAttributeProvider provider)
    {
        foreach (var attribute in provider.CustomAttributes)
        {
            Add(attribute.AttributeType);
            foreach (var argument in attribute.ConstructorArguments) AddArgument(argument);
            foreach (var argument in attribute.Properties.Concat(attribute.Fields)) AddArgument(argument.Argument);
        }
    }

    private void AddArgument(CustomAttributeArgument argument)
    {
        Add(argument.Type);
        if (argument.Value is TypeReference type) Add(type);
        if (argument.Value is CustomAttributeArgument[] items)
            foreach (var item in items) AddArgument(item);
    }

    private void Add(TypeReference? type)
    {
        switch (type)
        {
            case null or GenericParameter:
                return;
            case GenericInstanceType generic:
                Add(generic.ElementType);
                foreach (var argument in generic.GenericArguments) Add(argument);
                return;
            case FunctionPointerType pointer:
                Add(pointer.ReturnType);
                foreach (var parameter in pointer.Parameters) Add(parameter.ParameterType);
                return;
            case TypeSpecification specification:
                Add(specification.ElementType);
                return;
        }

        if (NameOf(type) is { } named) uses.Add(named);
    }

    /// <summary>The outermost type; null for a type parameter.</summary>
    private static Named? NameOf(TypeReference? type)
    {
        var outermost = type?.GetElementType();
        while (outermost?.DeclaringType is { } declaring) outermost = declaring;
        return outermost is null or GenericParameter ? null : new Named(outermost.Namespace, outermost.Name, AssemblyOf(outermost));
    }

    private static string AssemblyOf(TypeReference type) => type.Scope switch
    {
        AssemblyNameReference assembly => assembly.Name,
        ModuleDefinition module => module.Assembly.Name.Name,
        _ => "",
    };
}
