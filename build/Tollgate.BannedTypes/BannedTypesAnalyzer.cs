using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Tollgate.BannedTypes;

/// <summary>
/// Reports a banned type wherever it is named or computed. RS0030 reads the same BannedSymbols.txt but sees calls only: a field of type
/// <c>double</c>, the literal <c>0.5</c>, a cast, or a parameter of type <c>Task</c> pass it unseen, and are what this analyzer is for.
/// </summary>
/// <remarks>Lines that ban a type (<c>T:</c>) or a namespace (<c>N:</c>) count here; those that ban a member are left to RS0030.</remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class BannedTypesAnalyzer : DiagnosticAnalyzer
{
    private static readonly DiagnosticDescriptor Rule = new(
        "TG0001",
        "A banned type is used",
        "The type '{0}' is banned in this project: {1}",
        "Tollgate",
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Rule);

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(start =>
        {
            Dictionary<string, string> bans = ReadBans(start.Options.AdditionalFiles);
            if (bans.Count > 0)
                start.RegisterSemanticModelAction(file => Examine(file, bans));
        });
    }

    private static Dictionary<string, string> ReadBans(ImmutableArray<AdditionalText> files)
    {
        var bans = new Dictionary<string, string>();
        foreach (AdditionalText file in files.Where(f => Path.GetFileName(f.Path) == "BannedSymbols.txt"))
        {
            foreach (TextLine line in file.GetText()?.Lines ?? Enumerable.Empty<TextLine>())
            {
                string text = line.ToString();
                int separator = text.IndexOf(';');
                if (separator > 0 && (text.StartsWith("T:", StringComparison.Ordinal) || text.StartsWith("N:", StringComparison.Ordinal)))
                    bans[text.Substring(0, separator).Trim()] = text.Substring(separator + 1).Trim();
            }
        }

        return bans;
    }

    /// <summary>Reports the first use on each line: one mistake is one error, however many expressions it runs through.</summary>
    private static void Examine(SemanticModelAnalysisContext context, Dictionary<string, string> bans)
    {
        SyntaxTree tree = context.SemanticModel.SyntaxTree;
        int reportedLine = -1;
        foreach (ExpressionSyntax node in tree.GetRoot(context.CancellationToken).DescendantNodes(InsideCode).OfType<ExpressionSyntax>())
        {
            int line = tree.GetLineSpan(node.Span, context.CancellationToken).StartLinePosition.Line;
            if (line == reportedLine || Ban(node, context, bans) is not var (type, message))
                continue;
            context.ReportDiagnostic(Diagnostic.Create(Rule, node.GetLocation(), type, message));
            reportedLine = line;
        }
    }

    private static bool InsideCode(SyntaxNode node) => node is not UsingDirectiveSyntax;

    private static (string Type, string Message)? Ban(
        ExpressionSyntax node, SemanticModelAnalysisContext context, Dictionary<string, string> bans)
    {
        // A type's name has a symbol; any other expression has the type it computes, and the one it is converted to.
        if (context.SemanticModel.GetSymbolInfo(node, context.CancellationToken).Symbol is INamedTypeSymbol named)
            return Ban(named, bans);
        TypeInfo computed = context.SemanticModel.GetTypeInfo(node, context.CancellationToken);
        return Ban(computed.Type, bans) ?? Ban(computed.ConvertedType, bans);
    }

    private static (string Type, string Message)? Ban(ITypeSymbol? type, Dictionary<string, string> bans)
    {
        if (type is IArrayTypeSymbol array)
            return Ban(array.ElementType, bans);
        if (type is not INamedTypeSymbol named)
            return null;
        for (ISymbol? symbol = named.OriginalDefinition; symbol is not null; symbol = symbol.ContainingSymbol)
        {
            if (symbol.GetDocumentationCommentId() is { } id && bans.TryGetValue(id, out string? message))
                return (type.ToDisplayString(), message);
        }

        return named.TypeArguments.Select(argument => Ban(argument, bans)).FirstOrDefault(ban => ban is not null);
    }
}
