package turna;

import java.io.Reader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.charfilter.MappingCharFilter;
import org.apache.lucene.analysis.charfilter.NormalizeCharMap;
import org.apache.lucene.analysis.miscellaneous.TruncateTokenFilter;
import org.apache.lucene.analysis.pattern.PatternCaptureGroupTokenFilter;
import org.apache.lucene.analysis.pattern.PatternReplaceFilter;
import org.apache.lucene.analysis.pattern.PatternTokenizer;
import org.apache.lucene.analysis.snowball.SnowballFilter;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.index.analysis.CharFilterFactory;
import org.elasticsearch.index.analysis.TokenFilterFactory;
import org.elasticsearch.index.analysis.TokenizerFactory;
import org.elasticsearch.indices.analysis.AnalysisModule.AnalysisProvider;
import org.elasticsearch.plugins.AnalysisPlugin;
import org.elasticsearch.plugins.Plugin;

/**
 * What Elasticsearch's module analysis-common has and the cut-down server of the tests lacks: the same Lucene classes
 * under the same names, with those of their settings that the indexes of the catalogue use.
 */
public class TestAnalysis extends Plugin implements AnalysisPlugin {
    @Override
    public Map<String, AnalysisProvider<CharFilterFactory>> getCharFilters() {
        return Map.of("mapping", AnalysisPlugin.requiresAnalysisSettings((index, environment, name, settings) -> {
            NormalizeCharMap.Builder map = new NormalizeCharMap.Builder();
            for (String rule : settings.getAsList("mappings")) {
                String[] sides = rule.split("=>", 2);
                map.add(sides[0].trim(), sides[1].trim());
            }
            NormalizeCharMap built = map.build();
            return new CharFilterFactory() {
                @Override
                public String name() {
                    return name;
                }

                @Override
                public Reader create(Reader reader) {
                    return new MappingCharFilter(built, reader);
                }
            };
        }));
    }

    @Override
    public Map<String, AnalysisProvider<TokenizerFactory>> getTokenizers() {
        return Map.of("pattern", AnalysisPlugin.requiresAnalysisSettings((index, environment, name, settings) -> {
            Pattern pattern = Pattern.compile(settings.get("pattern"));
            int group = settings.getAsInt("group", -1);
            Supplier<Tokenizer> make = () -> new PatternTokenizer(pattern, group);
            return TokenizerFactory.newFactory(name, make);
        }));
    }

    @Override
    public Map<String, AnalysisProvider<TokenFilterFactory>> getTokenFilters() {
        Map<String, AnalysisProvider<TokenFilterFactory>> filters = new HashMap<>();
        filters.put("snowball", filter((settings, in) -> new SnowballFilter(in, settings.get("language"))));
        filters.put("truncate", filter((settings, in) -> new TruncateTokenFilter(in, settings.getAsInt("length", 10))));
        filters.put("pattern_replace", filter((settings, in) -> new PatternReplaceFilter(
            in, Pattern.compile(settings.get("pattern")), settings.get("replacement", ""), true)));
        filters.put("pattern_capture", filter((settings, in) -> new PatternCaptureGroupTokenFilter(
            in, settings.getAsBoolean("preserve_original", true), patterns(settings.getAsList("patterns")))));
        return filters;
    }

    private static Pattern[] patterns(List<String> sources) {
        return sources.stream().map(Pattern::compile).toArray(Pattern[]::new);
    }

    private static AnalysisProvider<TokenFilterFactory> filter(BiFunction<Settings, TokenStream, TokenStream> make) {
        return AnalysisPlugin.requiresAnalysisSettings((index, environment, name, settings) -> new TokenFilterFactory() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public TokenStream create(TokenStream in) {
                return make.apply(settings, in);
            }
        });
    }
}
